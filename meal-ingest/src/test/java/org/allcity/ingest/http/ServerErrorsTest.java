package org.allcity.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.allcity.ingest.RunningIngest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Requests that never reach a controller, byte by byte. */
class ServerErrorsTest {

    private static final int READ_TIMEOUT_MS = 10_000;

    private static RunningIngest ingest;

    @BeforeAll
    static void start() {
        ingest = FakeIngest.start();
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, value = {
        "GET /v1/%zz HTTP/1.1                                                            | 400",
        "GET /v1/%c0%af HTTP/1.1                                                         | 400",
        "GET /v1/%2Fevents HTTP/1.1                                                      | 400",
        "GET /v1/a\\b HTTP/1.1                                                           | 400",
        "GET /v1/<x> HTTP/1.1                                                            | 400",
        "GET /../../etc/passwd HTTP/1.1                                                  | 400",
        "GET /v1/events?a={ HTTP/1.1                                                     | 400",
        "GET http://[::bad HTTP/1.1                                                      | 400",
        "NONSENSE                                                                        | 400",
        "G(T / HTTP/1.1                                                                  | 400",
        "GET / HTTP/9.9                                                                  | 505",
        "GET / FTP/1.1                                                                   | 400",
        "GET /v1/events HTTP/1.1~Host: a b                                               | 400",
        "GET /v1/events HTTP/1.1~Host: x~Bad Header: 1                                   | 400",
        "GET /v1/events HTTP/1.1~Host: x~: 1                                             | 400",
        "POST /v1/events HTTP/1.1~Host: x~Content-Length: -1                             | 400",
        "POST /v1/events HTTP/1.1~Host: x~Content-Length: x                              | 400",
        "POST /v1/events HTTP/1.1~Host: x~Content-Length: 1~Content-Length: 2            | 400",
        "POST /v1/events HTTP/1.1~Host: x~Transfer-Encoding: snail                       | 501",
        "GET /v1/events HTTP/1.1~Host: x~Expect: a-miracle                               | 417",
        "TRACE /v1/events HTTP/1.1~Host: x                                               | 405",
        "GET /nowhere HTTP/1.1~Host: x                                                   | 404",
        "GET /nowhere HTTP/1.0                                                           | 404",
    })
    void answersMalformedRequestsWithAProblem(String head, int status) throws IOException {
        assertProblem(exchange(head.replace("~", "\r\n") + "\r\nConnection: close\r\n\r\n"), status);
    }

    @ParameterizedTest
    @CsvSource({"9000, 400", "100000, 400"})
    void answersTooLongHeadersWithAProblem(int length, int status) throws IOException {
        assertProblem(exchange("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(length) + "\r\n\r\n"), status);
    }

    @ParameterizedTest
    @CsvSource({"9000, 400"})
    void answersATooLongRequestLineWithAProblem(int length, int status) throws IOException {
        assertProblem(exchange("GET /" + "x".repeat(length) + " HTTP/1.1\r\nHost: x\r\n\r\n"), status);
    }

    @ParameterizedTest
    @CsvSource({"'zz\r\n', 400", "'5\r\n[1', 400", "'ffffffffffffffff\r\n', 400"})
    void answersBadChunksWithAProblem(String body, int status) throws IOException {
        String answer = exchange("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + token() + "\r\nTransfer-Encoding: chunked\r\n\r\n" + body);

        assertProblem(answer, status);
    }

    @ParameterizedTest
    @CsvSource({"'{\"a\"', 400"})
    void answersABodyThatEndsEarlyWithAProblem(String body, int status) throws IOException {
        String answer = exchange("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + token() + "\r\nContent-Length: 100\r\n\r\n" + body);

        assertProblem(answer, status);
    }

    private static String token() {
        try {
            return ingest.registerTerminal("raw", "330106-0042");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertProblem(String answer, int status) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        int end = answer.indexOf("\r\n\r\n");
        assertThat(answer.substring(0, end)).containsIgnoringCase("content-type: application/problem+json").doesNotContainIgnoringCase("tomcat");
        String body = answer.substring(end + 4);
        JsonNode problem = RunningIngest.JSON.readTree(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1));
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("type").stringValue()).startsWith("urn:all-city-connected:problem:");
        assertThat(problem.get("detail").stringValue()).contains("(expected: ").doesNotContain("Exception");
    }

    private static String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ingest.port())) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
