package io.quorate.cli.demo;

import io.quorate.cli.ExitCode;
import io.quorate.cli.Failure;
import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.Consistency;
import io.quorate.recipe.client.QuorateException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Clients in this process, each with a session of its own, by the names of those who call; and the calls of theirs that wait. */
final class Programs {
    /** Longer than any story takes. */
    static final Duration LONG = Duration.ofMinutes(10);

    private final Map<String, QuorateClient> clients = new HashMap<>();
    private final Map<String, CompletableFuture<SortedMap<String, Object>>> waiting = new HashMap<>();
    private final Map<String, Long> tokens = new HashMap<>();

    /** Fields of a request, of names and values in turn. */
    static SortedMap<String, Object> fields(Object... namesAndValues) {
        SortedMap<String, Object> fields = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    /** What is in a reply under these names, one inside the other. */
    static Object at(Map<?, ?> reply, String... path) {
        Object found = reply;
        for (String name : path) {
            found = found instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
        if (found == null) {
            throw new Failure(ExitCode.FAILURE, "there is no '" + String.join(".", path) + "' in " + reply);
        }
        return found;
    }

    /** The number of the token that is there. */
    static long token(Map<?, ?> reply, String... path) {
        return (Long) at(
                reply,
                Stream.concat(Stream.of(path), Stream.of("token", "value")).toArray(String[]::new));
    }

    synchronized void connect(String who, List<String> endpoints) {
        clients.put(
                who,
                Quorate.builder()
                        .endpoints(String.join(",", endpoints))
                        .sessionTtl(Child.PATIENCE)
                        .defaultDeadline(Child.PATIENCE)
                        .connect());
    }

    synchronized QuorateClient client(String who) {
        return Objects.requireNonNull(clients.get(who), who);
    }

    /** The reply of a command. */
    SortedMap<String, Object> call(
            String who, String recipe, String instance, String command, SortedMap<String, Object> request) {
        return await(who, recipe, begin(who, recipe, instance, command, request));
    }

    CompletableFuture<SortedMap<String, Object>> begin(
            String who, String recipe, String instance, String command, SortedMap<String, Object> request) {
        return client(who).resource(recipe, instance).call(command, request, Child.PATIENCE);
    }

    SortedMap<String, Object> ask(
            String who, String recipe, String instance, String query, SortedMap<String, Object> request) {
        return await(
                who,
                recipe,
                client(who).resource(recipe, instance).query(query, request, Consistency.LINEARIZABLE, Child.PATIENCE));
    }

    private static SortedMap<String, Object> await(
            String who, String recipe, CompletableFuture<SortedMap<String, Object>> reply) {
        try {
            return Await.result(reply);
        } catch (QuorateException refused) {
            throw new Failure(
                    ExitCode.FAILURE, who + " uses " + recipe + " and is refused: " + refused.getMessage(), refused);
        }
    }

    /** Begins a call that waits until a later step, and is kept for it. */
    void leaveWaiting(String who, String recipe, String instance, String command, SortedMap<String, Object> request) {
        CompletableFuture<SortedMap<String, Object>> call =
                client(who).resource(recipe, instance).call(command, request, LONG);
        synchronized (this) {
            waiting.put(who + " " + recipe, call);
        }
    }

    synchronized boolean waits(String who, String recipe) {
        return !Objects.requireNonNull(waiting.get(who + " " + recipe)).isDone();
    }

    /** The reply of a call that waited. */
    SortedMap<String, Object> kept(String who, String recipe) {
        CompletableFuture<SortedMap<String, Object>> call;
        synchronized (this) {
            call = Objects.requireNonNull(waiting.get(who + " " + recipe));
        }
        return await(who, recipe, call);
    }

    synchronized void keepToken(String who, String recipe, long token) {
        tokens.put(who + " " + recipe, token);
    }

    synchronized long keptToken(String who, String recipe) {
        return Objects.requireNonNull(tokens.get(who + " " + recipe));
    }

    /** Ends the session. */
    synchronized void end(String who) {
        client(who).close();
    }

    synchronized void close() {
        clients.values().forEach(QuorateClient::close);
    }
}
