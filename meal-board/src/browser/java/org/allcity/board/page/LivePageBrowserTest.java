package org.allcity.board.page;

import static org.allcity.board.CityOfFacts.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.allcity.board.CityOfFacts;
import org.allcity.board.RunningBoard;
import org.allcity.counts.DinerGroup;
import org.allcity.counts.FactKind;
import org.allcity.counts.MealPeriod;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The page in a real browser: {@code mvn -Pbrowser verify}, where Chromium and its driver are on the path. */
class LivePageBrowserTest {

    private static final Path PICTURES = Path.of("target", "pictures");

    private static RunningBoard board;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() throws IOException {
        board = new RunningBoard("--meals.board.notice=模拟数据 Simulated figures");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(onPath("chromium").toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=zh-CN");
        options.setCapability("goog:loggingPrefs", logs);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(onPath("chromedriver").toFile()).build(), options);
        Files.createDirectories(PICTURES);
    }

    private static Path onPath(String program) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return Path.of(folder, program);
            }
        }
        throw new IllegalStateException(program + ": not on the path (expected: Chromium and its driver for -Pbrowser)");
    }

    @AfterAll
    static void stop() {
        browser.quit();
        board.close();
    }

    @BeforeEach
    void open() {
        board.reset();
        browser.manage().window().setSize(new Dimension(1366, 768));
        browser.get(board.uri("/?lang=zh").toString());
        awaitText("[data-measure=meals] .value", "9");
    }

    @AfterEach
    void nothingWasRefusedByThePagesOwnRules() {
        assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
                .noneMatch(entry -> entry.getMessage().contains("Content Security Policy"));
    }

    @Test
    void showsTheDaysFiguresAsTheyAre() {
        assertThat(text("[data-measure=persons] .value")).isEqualTo("5");
        assertThat(text("[data-measure=seniors] .value")).isEqualTo("4");
        assertThat(text("[data-measure=outstanding] .value")).isEqualTo("1");
        assertThat(text("[data-measure=secondMeals] .value")).isEqualTo("1");
        assertThat(text("[data-measure=unregisteredMeals] .value")).isEqualTo("2");
        assertThat(text("[data-measure=voided] .value")).isEqualTo("1");
        assertThat(text("[data-district='330106']")).isEqualTo("西湖区 7 4 3 1");
        assertThat(text("[data-district='330102']")).isEqualTo("上城区 2 2 2 0");
        assertThat(browser.findElements(By.cssSelector("#districts tr"))).hasSize(13);
        assertThat(text("[data-period=LUNCH] .value")).isEqualTo("7");
        assertThat(text("#notice")).isEqualTo("模拟数据 Simulated figures");
        assertThat(browser.findElements(By.cssSelector("#curve canvas"))).hasSize(1);
        assertThat(text("#state")).contains("实时");
    }

    @Test
    void followsTheCountsAsTheyChange() {
        board.city().served("hu", DAY, CityOfFacts.SHANGCHENG, MealPeriod.LUNCH, DinerGroup.AGE_60_79);

        awaitText("[data-measure=meals] .value", "10");
        assertThat(text("[data-district='330102'] .number")).isEqualTo("3");
    }

    @Test
    void countsOrdersOfAPeriodThatIsOverAsNotCollected() {
        board.city().order("hu", DAY, CityOfFacts.SHANGCHENG, MealPeriod.BREAKFAST, FactKind.PLACED);

        awaitText("[data-measure=notCollected] .value", "1");
        assertThat(text("[data-measure=outstanding] .value")).isEqualTo("1");
        assertThat(text("[data-period=BREAKFAST]")).contains("已结束").contains("未取订单 1");
    }

    @Test
    void speaksBothLanguages() {
        click("#language");

        assertThat(text("[data-measure=meals] .label")).isEqualTo("Meals served");
        assertThat(text("[data-district='330112'] .name")).isEqualTo("Lin’an");
        assertThat(text("#day")).startsWith("Monday").endsWith("23 November 2026");
        click("#language");
        assertThat(text("[data-measure=meals] .label")).isEqualTo("服务人次");
    }

    @Test
    void showsAnotherDayAndComesBack() {
        browser.executeScript(
                "const day = document.getElementById('date'); day.value = '2026-11-22'; day.dispatchEvent(new Event('change'));");

        awaitText("[data-measure=meals] .value", "1");
        assertThat(text("#state")).contains("所选日期");
        click("#back-to-live");
        awaitText("[data-measure=meals] .value", "9");
        assertThat(text("#state")).contains("实时");
    }

    @Test
    void saysClearlyThatFiguresAreOldAndRecovers() {
        board.store().away();
        awaitText("#warning", "计数库暂时无法读取,下列数据停留在上次更新时。");
        assertThat(text("[data-measure=meals] .value")).isEqualTo("9");
        picture("stale", 1366, 768);

        board.store().to(board.city().store());
        await().atMost(Duration.ofSeconds(10)).until(() -> text("#state").contains("实时"));
        assertThat(text("#warning")).isEmpty();
    }

    @Test
    void saysClearlyThatTheConnectionIsGone() {
        // To the page the same as a cable that was pulled: nothing comes any more.
        browser.executeScript("EventSource.prototype.addEventListener = () => {};");
        browser.executeScript("document.getElementById('date').value = ''; document.getElementById('back-to-live').click();");

        await().atMost(Duration.ofSeconds(20)).until(() -> text("#warning").startsWith("与服务器的连接已中断"));
        assertThat(text("#state")).contains("已中断");
    }

    @Test
    void fitsAWallALaptopAndAPhone() {
        for (int[] size : List.of(new int[] {1920, 1080}, new int[] {1366, 768}, new int[] {390, 844})) {
            picture("live", size[0], size[1]);
            long width = scroll("Width");
            assertThat(width).as("width at %s", size[0]).isLessThanOrEqualTo(size[0]);
            if (size[0] > 1000) {
                assertThat(scroll("Height")).as("height at %s", size[1]).isLessThanOrEqualTo(size[1]);
            }
        }
    }

    private static long scroll(String side) {
        return ((Number) browser.executeScript("return document.documentElement.scroll" + side)).longValue();
    }

    /** A picture for people to look at, with the page itself of exactly this size. */
    private static void picture(String name, int width, int height) {
        browser.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of(
                "width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        try {
            Files.write(
                    PICTURES.resolve(name + "-" + width + "x" + height + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitText(String selector, String text) {
        await().atMost(Duration.ofSeconds(20)).until(() -> text(selector).equals(text));
    }

    /** What a person reads there, found and read in one step of the page: figures are drawn anew each time. */
    private static String text(String selector) {
        Object text = browser.executeScript("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
        return text.toString().replaceAll("\\s+", " ").strip();
    }

    private static void click(String selector) {
        browser.findElement(By.cssSelector(selector)).click();
    }
}
