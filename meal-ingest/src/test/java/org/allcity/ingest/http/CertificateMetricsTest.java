package org.allcity.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allcity.ingest.RunningIngest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When certificates expire that the app is given. */
class CertificateMetricsTest {

    private static final int VALID_DAYS = 30;

    @TempDir
    private Path folder;

    @Test
    void tellTheTimeThatIsLeft() throws Exception {
        Path store = folder.resolve("terminals.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-alias", "ingest", "-keyalg", "EC", "-dname", "CN=ingest", "-validity", String.valueOf(VALID_DAYS),
                "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", "changeit").inheritIO().start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();

        try (RunningIngest ingest = FakeIngest.start("--spring.ssl.bundle.jks.terminals.keystore.location=file:" + store,
                "--spring.ssl.bundle.jks.terminals.keystore.password=changeit", "--spring.ssl.bundle.jks.terminals.keystore.type=PKCS12")) {
            Matcher expiry = Pattern.compile("ssl_chain_expiry_seconds\\{bundle=\"terminals\",certificate=\"[^\"]*\",chain=\"ingest\",source=\"keystore\"} (\\S+)")
                    .matcher(ingest.management("/actuator/prometheus"));

            assertThat(expiry.find()).isTrue();
            assertThat(Double.parseDouble(expiry.group(1))).isBetween(
                    (double) Duration.ofDays(VALID_DAYS - 1).toSeconds(), (double) Duration.ofDays(VALID_DAYS).toSeconds());
        }
    }
}
