package io.quorate.cli;

import io.quorate.recipe.client.Await;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells whoever waits at a terminal how far a deployment is. */
final class Progress {
    private static final long LOOK_MILLIS = 200;

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

    SystemCommand.Deployed await(CompletableFuture<SystemCommand.Deployed> deployment, String digest) {
        while (console.isTerminal() && !isDone(deployment)) {
            stateOf(digest).ifPresent(bundle -> say(bundle.state() + ", " + bundle.detail()));
        }
        return Await.result(deployment);
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

    private Optional<SystemQuery.BundleInfo> stateOf(String digest) {
        return remote.query(new SystemQuery.ListBundles(), SystemQuery.Bundles.class).bundles().stream()
                .filter(bundle -> bundle.digest().equals(digest))
                .findFirst();
    }
}
