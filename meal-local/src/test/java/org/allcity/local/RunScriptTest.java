package org.allcity.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code run} in a project of its own, with JDKs and a Maven that only say what they were asked. */
class RunScriptTest {

    /** All that the script may use besides bash, a JDK and Maven. */
    private static final List<String> TOOLS =
            List.of("bash", "dirname", "sed", "head", "tail", "find", "mkdir", "touch", "mv", "sleep", "tput", "cat", "env");
    private static final Path SCRIPT = Path.of("..", "run").toAbsolutePath().normalize();

    @TempDir
    Path temp;
    Path project;
    Path path;
    Path jdks;

    @BeforeEach
    void makeAProject() throws Exception {
        project = Files.createDirectories(temp.resolve("a project"));
        Files.copy(SCRIPT, project.resolve("run"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(project.resolve("pom.xml"));
        Files.createDirectories(project.resolve("meal-local/src/main"));
        jdks = Files.createDirectories(temp.resolve("jdks"));
        path = Files.createDirectories(temp.resolve("path"));
        for (String tool : TOOLS) {
            executable(path.resolve(tool), "exec " + onPath(tool) + " \"$@\"");
        }
    }

    @Test
    void refusesAJdkThatIsTooOld() throws Exception {
        Path old = jdk("jdk8", "1.8.0_402");

        assertThat(run()).isEqualTo(new Ended(2, "No JDK: " + old + " is Java 8"
                + " (expected: a JDK 17 or later; install one, or set JAVA_HOME)\n"));
    }

    @Test
    void refusesAJavaWithoutACompiler() throws Exception {
        Path jre = jdk("jre21", "21.0.2");
        Files.delete(jre.resolve("bin/javac"));

        assertThat(run()).isEqualTo(new Ended(2, "No JDK: " + jre + " is Java 21 without a compiler"
                + " (expected: a JDK 17 or later; install one, or set JAVA_HOME)\n"));
    }

    @Test
    void refusesAMachineWithoutJava() throws Exception {
        assertThat(run()).isEqualTo(new Ended(2, "No JDK: found no java"
                + " (expected: a JDK 17 or later; install one, or set JAVA_HOME)\n"));
    }

    @Test
    void refusesAMachineWithoutMaven() throws Exception {
        jdk("jdk17", "17.0.1");

        assertThat(run()).isEqualTo(new Ended(2, "No Maven: mvn is not on PATH"
                + " (expected: Maven 3.8 or later, to build this once; install it)\n"));
    }

    @Test
    void refusesAMavenThatIsTooOld() throws Exception {
        jdk("jdk17", "17.0.1");
        maven("3.6.3", "");

        assertThat(run()).isEqualTo(new Ended(2, "Maven is too old: 3.6.3 (expected: 3.8 or later)\n"));
    }

    @Test
    void showsTheEndOfABuildThatFailed() throws Exception {
        jdk("jdk17", "17.0.1");
        maven("3.8.0", "echo '[ERROR] no disk'; exit 1");

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output()).endsWith("[ERROR] no disk\nThe build failed (expected: success; the whole log is "
                + project.toRealPath() + "/target/run-build.log)\n");
    }

    @Test
    void buildsAndRunsWithTheNewestJdk() throws Exception {
        jdk("jdk9", "9.0.4");
        jdk("jdk17", "17.0.1");
        jdk("jdk25", "25");
        jdk("jdk21", "21.0.2");
        maven("4.0.0", makesTheJar());

        Ended ended = run("--data", "a b");

        assertThat(ended.status()).isZero();
        assertThat(ended.output()).contains("Built 编译完成 in").contains("with Java 25")
                .contains("[jdk25]").contains("[-jar][" + project.toRealPath() + "/meal-local/target/meal-local.jar][--data][a b]")
                .contains("[-Dallcity.home=" + project.toRealPath() + "]");
    }

    @Test
    void buildsOnlyAfterAChange() throws Exception {
        jdk("jdk17", "17.0.1");
        maven("3.8.7", makesTheJar());
        assertThat(run().output()).contains("Built");

        assertThat(run().output()).doesNotContain("Built");

        Files.setLastModifiedTime(project.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(run().output()).contains("Built");
    }

    @Test
    void buildsAfterASourceIsDeleted() throws Exception {
        Path source = Files.createFile(project.resolve("meal-local/src/main/A.java"));
        jdk("jdk17", "17.0.1");
        maven("3.8.7", makesTheJar());
        assertThat(run().output()).contains("Built");

        Files.delete(source);
        Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.now().plusSeconds(2)));

        assertThat(run().output()).contains("Built");
    }

    @Test
    void endsWithTheStatusOfTheProgram() throws Exception {
        Path jdk = jdk("jdk17", "17.0.1");
        executable(jdk.resolve("bin/java"), "exit 1");
        maven("3.8.7", makesTheJar());

        assertThat(run().status()).isEqualTo(1);
    }

    private String makesTheJar() throws IOException {
        return "mkdir -p meal-local/target && touch meal-local/target/meal-local.jar";
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = jdks.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        executable(home.resolve("bin/java"), "printf '[%s]' '" + name + "' \"$@\"");
        executable(home.resolve("bin/javac"), "");
        return home;
    }

    private void maven(String version, String build) throws IOException {
        executable(path.resolve("mvn"), "case \"$*\" in *-v*) echo 'Apache Maven " + version + " (x)'; exit;; esac\n" + build);
    }

    private static void executable(Path file, String body) throws IOException {
        Files.writeString(file, "#!" + onPath("bash") + "\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path onPath(String tool) {
        for (String folder : System.getenv("PATH").split(":")) {
            Path file = Path.of(folder, tool);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        throw new AssertionError(tool + " is not on PATH");
    }

    /** Started elsewhere than in the project, as people do. */
    private Ended run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(path.resolve("bash").toString(), project.resolve("run").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", path.toString());
        environment.put("HOME", temp.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("RUN_JDK_FOLDERS", jdks.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private record Ended(int status, String output) {
    }
}
