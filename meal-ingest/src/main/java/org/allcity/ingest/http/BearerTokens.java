package org.allcity.ingest.http;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allcity.ingest.IngestProperties;
import org.allcity.ingest.Registry;
import org.allcity.ingest.TerminalPlace;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Who is asking: a registered terminal, or an administrator. */
@Component
class BearerTokens {

    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/=-]{1,256})");
    private static final String REALM = "Bearer realm=\"meal-ingest\"";

    private final Registry registry;
    private final byte[] adminToken;

    BearerTokens(Registry registry, IngestProperties properties) {
        this.registry = registry;
        this.adminToken = properties.adminToken().getBytes(StandardCharsets.UTF_8);
    }

    TerminalPlace terminal(HttpServletRequest request) {
        return registry.terminalWithToken(token(request, "a terminal's token")).orElseThrow(() -> unauthorized(
                "Authorization: not the token of a registered terminal (expected: the token of its latest registration)"));
    }

    void requireAdmin(HttpServletRequest request) {
        byte[] token = token(request, "the admin token").getBytes(StandardCharsets.UTF_8);
        // In constant time: the time of a plain comparison tells how much of a guess was right.
        if (!MessageDigest.isEqual(token, adminToken)) {
            throw unauthorized("Authorization: not the admin token (expected: the value of meals.ingest.admin-token)");
        }
    }

    private static String token(HttpServletRequest request, String whose) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        Matcher bearer = BEARER.matcher(header == null ? "" : header.strip());
        if (!bearer.matches()) {
            throw new ProblemException(ProblemType.UNAUTHORIZED, Problem.of(ProblemType.UNAUTHORIZED, "Authorization: "
                    + (header == null ? "missing" : "not a bearer token") + " (expected: Bearer and " + whose + ")"),
                    Map.of(HttpHeaders.WWW_AUTHENTICATE, REALM));
        }
        return bearer.group(1);
    }

    private static ProblemException unauthorized(String detail) {
        return new ProblemException(ProblemType.UNAUTHORIZED, Problem.of(ProblemType.UNAUTHORIZED, detail),
                Map.of(HttpHeaders.WWW_AUTHENTICATE, REALM + ", error=\"invalid_token\""));
    }
}
