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

/** Tells whoever waits how far something is: a person at a terminal from the beginning, others only when it takes long. */
final class Progress {
    private static final long LOOK_MILLIS = 100;

    /** For a log file, as often is enough; what is over sooner says nothing there. */
    private static final long QUIET_MILLIS = 1_000;

    private final Console console;
    private final Supplier<CompletableFuture<List<String>>> look;
    private final CompletableFuture<Boolean> isLong =
            new CompletableFuture<Boolean>().completeOnTimeout(true, QUIET_MILLIS, TimeUnit.MILLISECONDS);
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
        return new Progress(console, Progress::nothing);
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

    /** Nothing is said twice in a row. */
    void say(String line) {
        if (!line.equals(said) && (console.isTerminal() || isLong.isDone())) {
            console.say(line);
            said = line;
        }
    }

    /** Blocks until it has ended. A look that fails, as in a change of the leader, is no failure of what is waited for. */
    <T> T await(CompletableFuture<T> end) {
        long pause = console.isTerminal() ? LOOK_MILLIS : QUIET_MILLIS;
        CompletableFuture<List<String>> seen = console.isTerminal() ? look.get() : nothing();
        while (!isDone(end, pause)) {
            if (seen.isDone()) {
                told(seen).forEach(this::say);
                seen = look.get();
            }
        }
        return Await.result(end);
    }

    /** Blocks until there is something to tell of it, or it has ended already. */
    boolean isUnderWayBefore(CompletableFuture<?> end) {
        CompletableFuture<List<String>> seen = look.get();
        while (!isDone(end, LOOK_MILLIS)) {
            if (seen.isDone()) {
                if (!told(seen).isEmpty()) {
                    return true;
                }
                seen = look.get();
            }
        }
        return false;
    }

    private static CompletableFuture<List<String>> nothing() {
        return CompletableFuture.completedFuture(List.of());
    }

    private static List<String> told(CompletableFuture<List<String>> seen) {
        return seen.isCompletedExceptionally() ? List.of() : seen.join();
    }

    private static boolean isDone(CompletableFuture<?> end, long pauseMillis) {
        try {
            end.get(pauseMillis, TimeUnit.MILLISECONDS);
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
