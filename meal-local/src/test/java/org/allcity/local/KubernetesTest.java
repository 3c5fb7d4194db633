package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.allcity.ingest.IngestProperties;
import org.allcity.local.Manifests.Kustomization;
import org.allcity.local.Manifests.ScaledObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/kubernetes is of Kubernetes' schema, whole in itself, and speaks of the apps as they are. */
class KubernetesTest {

    private static final List<String> APPS = List.of("ingest", "aggregator", "board");
    private static final Set<String> KAFKA_TRIGGER = Set.of(
            "bootstrapServersFromEnv", "consumerGroupFromEnv", "topicFromEnv", "lagThreshold", "offsetResetPolicy", "excludePersistentLag");

    @Test
    void isOfKubernetesSchema() {
        assertThat(Manifests.files(Manifests.BASE)).isNotEmpty().allSatisfy(file ->
                assertThat(Manifests.objects(file)).as("%s", file).isNotEmpty());
    }

    @Test
    void wouldNotPassWithAFieldThatKubernetesDoesNotKnow(@TempDir Path folder) throws IOException {
        String board = Files.readString(Manifests.BASE.resolve("board.yaml"));
        Path misspelt = Files.writeString(folder.resolve("board.yaml"), board.replace("readinessProbe", "readynessProbe"));

        assertThatThrownBy(() -> Manifests.objects(misspelt)).hasMessageContaining("readynessProbe");
    }

    @Test
    void isAllInItsKustomization() {
        Kustomization base = Manifests.kustomization(Manifests.BASE);
        Kustomization example = Manifests.kustomization(Manifests.BASE.resolveSibling("example"));

        assertThat(base.resources()).containsExactlyInAnyOrderElementsOf(
                Manifests.files(Manifests.BASE).stream().map(file -> file.getFileName().toString()).toList());
        assertThat(example.resources()).containsExactly("../base");
        assertThat(example.configMapGenerator().get(0).behavior()).isEqualTo("merge");
        assertThat(example.configMapGenerator().get(0).name()).isEqualTo(base.configMapGenerator().get(0).name());
        assertThat(example.images()).extracting(Manifests.Image::name).containsExactlyInAnyOrderElementsOf(
                APPS.stream().map(app -> "all-city-connected/" + app).toList());
    }

    @Test
    void namesNothingThatIsNotThere() {
        Map<String, Deployment> deployments = deployments();
        assertThat(deployments.keySet()).containsExactlyInAnyOrderElementsOf(APPS.stream().map(app -> "meal-" + app).toList());
        deployments.values().forEach(deployment -> assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels()));
        Manifests.all(Service.class).forEach(service -> {
            Container container = only(selected(service.getSpec().getSelector()));
            service.getSpec().getPorts().forEach(port -> assertThat(portNumber(container, port.getTargetPort())).isEqualTo(port.getPort()));
        });
        assertThat(Manifests.all(PodDisruptionBudget.class)).hasSize(APPS.size()).allSatisfy(budget ->
                assertThat(selected(budget.getSpec().getSelector().getMatchLabels())).hasSize(1));
        assertThat(Manifests.all(HorizontalPodAutoscaler.class)).allSatisfy(scaler ->
                assertThat(deployments).containsKey(scaler.getSpec().getScaleTargetRef().getName()));
        Set<String> generated = Manifests.kustomization(Manifests.BASE).configMapGenerator().stream()
                .map(Manifests.Generated::name)
                .collect(Collectors.toSet());
        pods().forEach(pod -> {
            Container container = only(List.of(pod.getSpec()));
            assertThat(container.getEnvFrom()).extracting(from -> from.getConfigMapRef().getName()).isSubsetOf(generated);
            assertThat(container.getVolumeMounts()).extracting(VolumeMount::getName).containsExactlyInAnyOrderElementsOf(
                    pod.getSpec().getVolumes().stream().map(Volume::getName).toList());
            assertThat(pod.getMetadata().getLabels()).containsEntry("app.kubernetes.io/part-of", "all-city-connected");
            Stream.of(container.getLivenessProbe(), container.getReadinessProbe(), container.getStartupProbe())
                    .filter(probe -> probe != null)
                    .forEach(probe -> portNumber(container, probe.getHttpGet().getPort()));
        });
        Set<String> names = pods().stream()
                .map(pod -> pod.getMetadata().getLabels().get("app.kubernetes.io/name"))
                .collect(Collectors.toSet());
        assertThat(Manifests.all(NetworkPolicy.class)).isNotEmpty().allSatisfy(policy ->
                policy.getSpec().getPodSelector().getMatchExpressions().forEach(expression ->
                        assertThat(expression.getValues()).isSubsetOf(names)));
    }

    @Test
    void listensWhereTheAppsListenAndTakesTheImagesThatAreBuilt() throws IOException {
        String compose = Files.readString(Path.of("..", "docker-compose.yml"));
        for (String app : APPS) {
            JsonNode settings = settings(app);
            Container container = only(List.of(deployments().get("meal-" + app).getSpec().getTemplate().getSpec()));

            assertThat(portNumber(container, new IntOrString("http"))).isEqualTo(settings.at("/server/port").asInt());
            assertThat(portNumber(container, new IntOrString("management"))).isEqualTo(managementPort(settings));
            assertThat(container.getImage()).matches("all-city-connected/" + app + ":\\d+\\.\\d+\\.\\d+");
            assertThat(compose).contains("image: " + container.getImage().replaceFirst(":(.*)", ":\\${VERSION:-$1}"));
        }
        assertThat(Manifests.all(CronJob.class)).extracting(job -> only(List.of(job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec())))
                .extracting(Container::getImage, Container::getArgs)
                .containsExactlyInAnyOrder(
                        Stream.of("status", "verify", "rebuild")
                                .map(command -> org.assertj.core.groups.Tuple.tuple(aggregatorImage(), List.of(command)))
                                .toArray(org.assertj.core.groups.Tuple[]::new));
    }

    @Test
    void setsOnlyWhatTheAppsKnow() throws IOException {
        Set<String> known = new HashSet<>(Set.of(
                "SPRING_PROFILES_ACTIVE", "SPRING_CONFIG_IMPORT", "SPRING_DATA_REDIS_CLUSTER_NODES",
                // KEDA's.
                "EVENTS_TOPIC"));
        for (String app : APPS) {
            addNames("", settings(app), known);
        }
        Arrays.stream(IngestProperties.class.getRecordComponents())
                .forEach(component -> known.add("MEALS_INGEST_" + component.getName().toUpperCase(Locale.ROOT)));
        Stream<String> literals = Stream.of(Manifests.BASE, Manifests.BASE.resolveSibling("example"))
                .flatMap(folder -> Manifests.kustomization(folder).configMapGenerator().stream())
                .flatMap(generated -> generated.literals().stream())
                .map(literal -> literal.substring(0, literal.indexOf('=')));
        Stream<String> ofContainers = pods().stream()
                .flatMap(pod -> pod.getSpec().getContainers().stream())
                .flatMap(container -> container.getEnv().stream())
                .map(EnvVar::getName);

        assertThat(Stream.concat(literals, ofContainers)).isNotEmpty().allSatisfy(name -> assertThat(known).contains(name));
    }

    @Test
    void restrictsEveryPodAsFarAsItGoes() {
        assertThat(pods()).hasSize(6).allSatisfy(pod -> {
            PodSpec spec = pod.getSpec();
            assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(spec.getAutomountServiceAccountToken()).isFalse();
            Container container = only(List.of(spec));
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(container.getResources().getLimits()).containsKey("memory");
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        });
    }

    @Test
    void scalesAggregatorsOnTheLagOfTheirOwnGroupAndNeverBeyondPartitions() throws IOException {
        ScaledObject scaled = Manifests.all(ScaledObject.class).get(0);
        Map<String, String> settings = Manifests.kustomization(Manifests.BASE).configMapGenerator().get(0).literals().stream()
                .map(literal -> literal.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        String city = settings.get("MEALS_CITY");
        Map<String, String> trigger = scaled.spec().triggers().get(0).metadata();

        assertThat(deployments()).containsKey(scaled.spec().scaleTargetRef().name());
        assertThat(scaled.spec().minReplicaCount()).isGreaterThanOrEqualTo(2);
        assertThat(scaled.spec().maxReplicaCount()).isLessThanOrEqualTo(settings("ingest").at("/meals/kafka/partitions").asInt());
        assertThat(trigger.keySet()).isSubsetOf(KAFKA_TRIGGER);
        assertThat(settings.get(trigger.get("consumerGroupFromEnv"))).isEqualTo(settings("aggregator")
                .at("/meals/aggregator/group-id").asText().replace("${meals.city}", city));
        assertThat(settings.get(trigger.get("topicFromEnv"))).isEqualTo("meal-events." + city);
        assertThat(settings).containsKey(trigger.get("bootstrapServersFromEnv"));
    }

    private static Map<String, Deployment> deployments() {
        return Manifests.all(Deployment.class).stream()
                .collect(Collectors.toMap(deployment -> deployment.getMetadata().getName(), deployment -> deployment));
    }

    private static List<PodTemplateSpec> pods() {
        return Stream.concat(
                        Manifests.all(Deployment.class).stream().map(deployment -> deployment.getSpec().getTemplate()),
                        Manifests.all(CronJob.class).stream().map(job -> job.getSpec().getJobTemplate().getSpec().getTemplate()))
                .toList();
    }

    private static List<PodSpec> selected(Map<String, String> labels) {
        return pods().stream()
                .filter(pod -> pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
                .map(PodTemplateSpec::getSpec)
                .toList();
    }

    private static Container only(List<PodSpec> specs) {
        assertThat(specs).hasSize(1);
        assertThat(specs.get(0).getContainers()).hasSize(1);
        return specs.get(0).getContainers().get(0);
    }

    private static int portNumber(Container container, IntOrString name) {
        return container.getPorts().stream()
                .filter(port -> port.getName().equals(name.getStrVal()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> new AssertionError(container.getName() + " has no port " + name));
    }

    private static String aggregatorImage() {
        return only(List.of(deployments().get("meal-aggregator").getSpec().getTemplate().getSpec())).getImage();
    }

    private static int managementPort(JsonNode settings) {
        JsonNode port = settings.at("/management/server/port");
        return port.isMissingNode() ? settings.at("/management/server.port").asInt() : port.asInt();
    }

    private static JsonNode settings(String app) throws IOException {
        return Manifests.documents(Path.of("..", "meal-" + app, "src", "main", "resources", "meal-" + app + ".yaml")).get(0);
    }

    /** Settings as environment variables: dots are underscores, dashes are left out. */
    private static void addNames(String prefix, JsonNode settings, Set<String> names) {
        Map<String, JsonNode> fields = new HashMap<>();
        settings.fields().forEachRemaining(field -> fields.put(field.getKey(), field.getValue()));
        fields.forEach((key, value) -> {
            String name = prefix + key.toUpperCase(Locale.ROOT).replace('.', '_').replace("-", "");
            names.add(name);
            addNames(name + "_", value, names);
        });
    }
}
