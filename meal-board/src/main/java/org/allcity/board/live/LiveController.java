package org.allcity.board.live;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.allcity.board.BoardProperties;
import org.allcity.board.QueryParameters;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import tools.jackson.databind.json.JsonMapper;

/** The live stream. */
@RestController
class LiveController {

    private final LiveFeed feed;
    private final JsonMapper json;
    private final BoardProperties.Limits limits;

    LiveController(LiveFeed feed, JsonMapper json, BoardProperties properties) {
        this.feed = feed;
        this.json = json;
        this.limits = properties.board();
    }

    @GetMapping(path = "/v1/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<StreamingResponseBody> live(HttpServletRequest request, HttpServletResponse response) {
        QueryParameters.expectNone(request.getParameterMap());
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                // Asks nginx, if it stands between, not to hold events back.
                .header("X-Accel-Buffering", "no")
                .body(new LiveStream(feed, json, limits.liveHeartbeat(), response));
    }
}
