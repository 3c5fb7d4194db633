package org.allcity.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every panel of every dashboard shows something of a city under load, fits the screen, and says what is normal. */
class DashboardIT {

    private static final Path DASHBOARDS = Path.of("..", "deploy", "grafana", "dashboards");
    private static final Path RUNBOOKS = Path.of("..", "docs", "runbooks");
    private static final Duration ALL_SHOWN_WITHIN = Duration.ofSeconds(90);
    private static final int COLUMNS = 24;
    private static final int ROWS_MAX = 24;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void everyPanelFitsAndSaysWhatIsNormalInTwoLanguages() throws IOException {
        List<JsonNode> dashboards = dashboards();

        assertThat(dashboards).hasSize(4);
        for (JsonNode dashboard : dashboards) {
            assertThat(names(dashboard)).contains("city", "instance");
            boolean[][] taken = new boolean[ROWS_MAX][COLUMNS];
            for (JsonNode panel : dashboard.path("panels")) {
                String title = panel.path("title").asString();
                assertThat(title).matches(".*\\p{IsHan}.*").matches(".*[A-Za-z].*");
                assertThat(panel.path("description").asString()).as(title).contains("正常 Normal: ");
                take(taken, panel.path("gridPos"), title);
                String url = panel.path("links").path(0).path("url").asString();
                assertThat(url).as(title).startsWith("/public/runbooks/");
                assertThat(RUNBOOKS.resolve(url.substring("/public/runbooks/".length()))).exists();
            }
        }
    }

    /** Each shows the instances of another app: one that was chosen here would leave the next dashboard empty. */
    @Test
    void eachLeadsToTheOthersWithItsCityAndWithoutItsInstances() throws IOException {
        List<JsonNode> dashboards = dashboards();

        for (JsonNode dashboard : dashboards) {
            List<String> others = dashboards.stream().filter(other -> other != dashboard)
                    .map(other -> "/d/" + other.path("uid").asString() + "?var-city=${city}").toList();
            List<String> urls = new ArrayList<>();
            dashboard.path("links").forEach(link -> {
                urls.add(link.path("url").asString());
                assertThat(link.path("includeVars").asBoolean()).isFalse();
                assertThat(link.path("keepTime").asBoolean()).isTrue();
            });
            assertThat(urls).containsExactlyInAnyOrderElementsOf(others);
        }
    }

    @Test
    void everyPanelShowsSomethingOfACityUnderLoad() throws IOException {
        List<JsonNode> dashboards = dashboards();
        try (WatchedCity watched = WatchedCity.start()) {
            await().atMost(ALL_SHOWN_WITHIN).untilAsserted(() -> assertThat(empty(dashboards, watched.prometheus())).isEmpty());
        }
    }

    private static void take(boolean[][] taken, JsonNode place, String title) {
        for (int row = place.path("y").asInt(); row < place.path("y").asInt() + place.path("h").asInt(); row++) {
            for (int column = place.path("x").asInt(); column < place.path("x").asInt() + place.path("w").asInt(); column++) {
                assertThat(row).as(title).isLessThan(ROWS_MAX);
                assertThat(column).as(title).isLessThan(COLUMNS);
                assertThat(taken[row][column]).as("%s overlaps another panel", title).isFalse();
                taken[row][column] = true;
            }
        }
    }

    /** Expressions without a number, by panel. */
    private static Map<String, String> empty(List<JsonNode> dashboards, Prometheus prometheus) {
        Map<String, String> empty = new TreeMap<>();
        for (JsonNode dashboard : dashboards) {
            for (JsonNode panel : dashboard.path("panels")) {
                assertThat(panel.path("targets").isEmpty()).isFalse();
                for (JsonNode target : panel.path("targets")) {
                    String expression = target.path("expr").asString()
                            .replace("$city", "330100")
                            .replace("$instance", ".*")
                            .replace("$__rate_interval", "10s");
                    assertThat(expression).doesNotContain("$");
                    if (prometheus.query(expression).stream().allMatch(value -> Double.isNaN(value))) {
                        empty.put(panel.path("title").asString() + " " + target.path("refId").asString(), expression);
                    }
                }
            }
        }
        return empty;
    }

    private static List<String> names(JsonNode dashboard) {
        List<String> names = new ArrayList<>();
        dashboard.path("templating").path("list").forEach(variable -> names.add(variable.path("name").asString()));
        return names;
    }

    private static List<JsonNode> dashboards() throws IOException {
        List<JsonNode> dashboards = new ArrayList<>();
        try (var files = Files.list(DASHBOARDS)) {
            for (Path file : files.sorted().toList()) {
                dashboards.add(JSON.readTree(Files.readString(file)));
            }
        }
        return dashboards;
    }
}
