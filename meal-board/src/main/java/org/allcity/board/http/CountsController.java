package org.allcity.board.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.allcity.board.Answer;
import org.allcity.board.Awaited;
import org.allcity.board.AwaitedAnswers;
import org.allcity.board.Board;
import org.allcity.board.BoardProperties;
import org.allcity.board.CountsQuery;
import org.allcity.board.DayAtAGlance;
import org.allcity.board.DayFigures;
import org.allcity.board.DayQuery;
import org.allcity.board.PersonsQuery;
import org.allcity.board.QueryParameters;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The read API. */
@RestController
class CountsController {

    private static final Set<String> AFTER = Set.of("after");

    private final Board board;
    private final DayAtAGlance day;
    private final AwaitedAnswers awaitedAnswers;
    private final BoardProperties properties;

    CountsController(Board board, DayAtAGlance day, AwaitedAnswers awaitedAnswers, BoardProperties properties) {
        this.properties = properties;
        this.board = board;
        this.day = day;
        this.awaitedAnswers = awaitedAnswers;
    }

    @GetMapping(path = "/v1/counts", produces = {MediaType.APPLICATION_JSON_VALUE, AnswerConverter.CSV})
    CompletableFuture<Answer> counts(HttpServletRequest request) {
        QueryParameters parameters = parameters(request, "from", "to", "area", "by");
        CountsQuery query = CountsQuery.of(parameters, board.city(), board.today());
        return awaitedAnswers.get(Awaited.of(parameters), () -> board.counts(query));
    }

    @GetMapping(path = "/v1/persons", produces = {MediaType.APPLICATION_JSON_VALUE, AnswerConverter.CSV})
    CompletableFuture<Answer> persons(HttpServletRequest request) {
        QueryParameters parameters = parameters(request, "window", "of", "area", "by");
        PersonsQuery query = PersonsQuery.of(parameters, board.city(), board.today());
        return awaitedAnswers.get(Awaited.of(parameters), () -> board.persons(query));
    }

    @GetMapping(path = "/v1/outstanding", produces = {MediaType.APPLICATION_JSON_VALUE, AnswerConverter.CSV})
    CompletableFuture<Answer> outstanding(HttpServletRequest request) {
        QueryParameters parameters = parameters(request, "date", "area");
        DayQuery query = DayQuery.of(parameters, board.city(), board.today());
        return awaitedAnswers.get(Awaited.of(parameters), () -> board.outstanding(query));
    }

    @GetMapping(path = "/v1/curve", produces = {MediaType.APPLICATION_JSON_VALUE, AnswerConverter.CSV})
    CompletableFuture<Answer> curve(HttpServletRequest request) {
        QueryParameters parameters = parameters(request, "date");
        DayQuery query = DayQuery.of(parameters, board.city(), board.today());
        return awaitedAnswers.get(Awaited.of(parameters), () -> board.curve(query.date()));
    }

    @GetMapping(path = "/v1/day", produces = MediaType.APPLICATION_JSON_VALUE)
    DayFigures day(HttpServletRequest request) {
        QueryParameters parameters = new QueryParameters(request.getParameterMap(), Set.of("date"), Set.of());
        return day.of(DayQuery.of(parameters, board.city(), board.today()).date());
    }

    /** What the page shows whatever the day. */
    @GetMapping(path = "/v1/board", produces = MediaType.APPLICATION_JSON_VALUE)
    AboutBoard board(HttpServletRequest request) {
        QueryParameters.expectNone(request.getParameterMap());
        return new AboutBoard(board.city(), board.today(), properties.board().notice());
    }

    private record AboutBoard(String city, LocalDate today, String notice) {}

    private static QueryParameters parameters(HttpServletRequest request, String... names) {
        Set<String> known = new HashSet<>(Set.of(names));
        known.add("after");
        known.add("wait");
        return new QueryParameters(request.getParameterMap(), known, AFTER);
    }
}
