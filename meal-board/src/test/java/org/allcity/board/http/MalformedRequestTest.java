package org.allcity.board.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.allcity.board.RunningBoard;
import org.allcity.board.SharedBoard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedBoard.class)
class MalformedRequestTest {

    private final RunningBoard board;

    MalformedRequestTest(RunningBoard board) {
        this.board = board;
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET /v1/counts?by=<script> HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/counts?by=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/counts?by=%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/counts?% HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/counts%00 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/..%2f..%2fetc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET v1/counts HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/counts HTTP/1.1\r\n\r\n",
        "GET /v1/counts HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET /v1/counts HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /v1/counts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n\r\n",
        "GET /v1/counts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "GET /v1/counts HTTP/9.9\r\nHost: x\r\n\r\n",
        "G\u0001T /v1/counts HTTP/1.1\r\nHost: x\r\n\r\n",
        "hello\r\n\r\n"
    })
    void answersWhatIsNoRequestWithAProblem(String request) throws Exception {
        String answer = exchange(request);

        assertThat(answer).matches("(?s)HTTP/1\\.1 (400|404|501|505) .*");
        assertThat(answer).contains("Content-Type: application/problem+json\r\n").contains("\"status\":");
        assertThat(answer).doesNotContain("<html", "Tomcat", "Exception", "at org.");
    }

    @Test
    void answersHeadersThatAreTooLongWithAProblem() throws Exception {
        assertThat(exchange("GET /v1/counts?by=" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ").contains("Content-Type: application/problem+json\r\n").contains("8 KB at most");
    }

    @Test
    void answersMoreParametersThanItReadsWithAProblem() throws Exception {
        assertThat(exchange("GET /v1/counts?" + "a&".repeat(2_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ").contains("Content-Type: application/problem+json\r\n");
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), board.port())) {
            socket.setSoTimeout(15_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
