package io.quorate.cli;

import io.quorate.recipe.client.Await;
import io.quorate.recipe.system.SystemQuery;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tells whoever waits at a terminal how far something is. */
final class Progress {
    private static final long LOOK_MILLIS = 100;

    private final Console console;
    private final Supplier<CompletableFuture<List<String>>> look;
    private String said = "";

    private Progress(Console console, Supplier<CompletableFuture<List<String>>> look) {
        this.console = console;
        this.look = look;
    }

    /**
     * Of what a query shows.
     *
     * @param lines what to say of an answer
     */
    static <Q extends Record & SystemQuery, R extends Record> Progress of(
            Console console, Remote remote, Q query, Class<R> answer, Function<R, List<String>> lines) {
        return new Progress(console, () -> remote.ask(query, answer).thenApply(lines));
    }

    /** Of what is told as it goes on. */
    static Progress told(Console console) {
        return new Progress(console, () -> CompletableFuture.completedFuture(List.of()));
    }

    /** Of the one bundle that is on its way. */
    static Progress ofDeployment(Console console, Remote remote) {
        return of(
                console,
                remote,
                new SystemQuery.ListBundles(),
                SystemQuery.Bundles.class,
                bundles -> bundles.bundles().stream()
                        .filter(bundle -> bundle.state().equals("STAGED"))
                        .map(bundle -> bundle.state() + ", " + bundle.detail())
                        .toList());
    }

    /** Nothing is said twice in a row, and nothing to a file or a pipe. */
    void say(String line) {
        if (console.isTerminal() && !line.equals(said)) {
            console.say(line);
            said = line;
        }
    }

    /** Blocks until it has ended. A look that fails, as in a change of the leader, is no failure of what is waited for. */
    <T> T await(CompletableFuture<T> end) {
        if (!console.isTerminal()) {
            return Await.result(end);
        }
        CompletableFuture<List<String>> seen = look.get();
        while (!isDone(end)) {
            if (seen.isDone()) {
                if (!seen.isCompletedExceptionally()) {
                    seen.join().forEach(this::say);
                }
                seen = look.get();
            }
        }
        return Await.result(end);
    }

    private static boolean isDone(CompletableFuture<?> end) {
        try {
            end.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException goesOn) {
            return false;
        } catch (ExecutionException failed) {
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
