package io.quorate.cli;

import io.quorate.cli.shape.RequestOptions;
import io.quorate.cli.shape.Words;
import io.quorate.codec.Shape;
import io.quorate.recipe.FencingToken;
import io.quorate.recipe.RecipeDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A command of a recipe that grants a hold, and the one that gives it back.
 *
 * @param suffix of the verbs that keep the hold; empty for the recipe's first granting command
 */
record Grant(RecipeDescription recipe, RecipeDescription.Call acquire, String release, String suffix) {
    /** When nobody says how long to wait: the longest that a server allows. */
    static final Duration LONGEST_WAIT = Duration.ofDays(30);

    private static final String TOKEN = "token";
    private static final String WAIT_MILLIS = "waitMillis";

    /** In the order in which the recipe declares them. */
    static List<Grant> of(RecipeDescription recipe) {
        List<RecipeDescription.Call> granting = recipe.commands().stream()
                .filter(command -> command.releasedBy().isPresent())
                .toList();
        return granting.stream()
                .map(command -> new Grant(
                        recipe,
                        command,
                        command.releasedBy().orElseThrow(),
                        suffix(granting.get(0).name(), command.name())))
                .toList();
    }

    /** Beside {@code acquire}, {@code acquire-all} becomes {@code hold-all}, and {@code reserve} becomes {@code hold-reserve}. */
    private static String suffix(String first, String other) {
        if (other.equals(first)) {
            return "";
        }
        return "-" + Words.kebab(other.startsWith(first + "-") ? other.substring(first.length() + 1) : other);
    }

    /** Options of the granting command; who names no wait waits for as long as it takes. */
    RequestOptions options() {
        Shape.Struct request = (Shape.Struct) acquire.request();
        List<Shape.Field> fields = request.fields().stream()
                .map(field -> field.name().equals(WAIT_MILLIS) ? patient(field) : field)
                .toList();
        return RequestOptions.of(new Shape.Struct(request.name(), fields), GlobalOptions.names());
    }

    private static Shape.Field patient(Shape.Field waitMillis) {
        return new Shape.Field(
                waitMillis.name(), waitMillis.shape(), Optional.of(Long.toString(LONGEST_WAIT.toMillis())));
    }

    SortedMap<String, Object> request(Invocation invocation) {
        SortedMap<String, Object> request = RecipeVerbs.request(options(), invocation);
        boolean canWait = ((Shape.Struct) acquire.request())
                .fields().stream().anyMatch(field -> field.name().equals(WAIT_MILLIS));
        if (canWait) {
            request.putIfAbsent(WAIT_MILLIS, LONGEST_WAIT.toMillis());
        }
        return request;
    }

    static Duration wait(Map<String, Object> request) {
        return request.get(WAIT_MILLIS) instanceof Long millis ? Duration.ofMillis(millis) : Duration.ZERO;
    }

    static FencingToken token(Map<?, ?> reply) {
        if (reply.get(TOKEN) instanceof Map<?, ?> token && token.get("value") instanceof Long value) {
            return new FencingToken(value);
        }
        throw new Failure(ExitCode.FAILURE, "the grant carries no token; the recipe breaks its contract");
    }

    static SortedMap<String, Object> releaseRequest(FencingToken token) {
        return new TreeMap<>(Map.of(TOKEN, new TreeMap<>(Map.of("value", token.value()))));
    }
}
