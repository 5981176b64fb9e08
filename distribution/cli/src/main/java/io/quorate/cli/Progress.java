package io.quorate.cli;

import io.quorate.recipe.client.Await;
import io.quorate.recipe.system.SystemQuery;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells whoever waits at a terminal how far a deployment is. */
final class Progress {
    private static final long LOOK_MILLIS = 100;

    private final Console console;
    private final Remote remote;
    private String said = "";

    Progress(Console console, Remote remote) {
        this.console = console;
        this.remote = remote;
    }

    /** Nothing is said twice in a row, and nothing to a file or a pipe. */
    void say(String line) {
        if (console.isTerminal() && !line.equals(said)) {
            console.say(line);
            said = line;
        }
    }

    /** Blocks until it has ended. A look that fails, as in a change of the leader, is no failure of what is waited for. */
    <T> T await(CompletableFuture<T> deployment) {
        if (!console.isTerminal()) {
            return Await.result(deployment);
        }
        CompletableFuture<SystemQuery.Bundles> look = look();
        while (!isDone(deployment)) {
            if (look.isDone()) {
                if (!look.isCompletedExceptionally()) {
                    say(look.join());
                }
                look = look();
            }
        }
        return Await.result(deployment);
    }

    private CompletableFuture<SystemQuery.Bundles> look() {
        return remote.ask(new SystemQuery.ListBundles(), SystemQuery.Bundles.class);
    }

    /** One bundle is on its way at a time. */
    private void say(SystemQuery.Bundles bundles) {
        bundles.bundles().stream()
                .filter(bundle -> bundle.state().equals("STAGED"))
                .forEach(bundle -> say(bundle.state() + ", " + bundle.detail()));
    }

    private static boolean isDone(CompletableFuture<?> deployment) {
        try {
            deployment.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
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
