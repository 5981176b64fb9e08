package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.operand;

import io.quorate.cli.shape.Words;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.server.Shutdown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate watch}: the events of one resource, live. */
final class WatchCommand {
    private static final String EVENT = "--event";
    private static final String FROM = "--from";

    /** How often it is looked whether a server answers; it has as long for that. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private WatchCommand() {}

    static CommandSpec spec() {
        return command("watch", "Shows the events of a resource as they happen, until Ctrl-C.", WatchCommand::run)
                .addPositional(operand("RECIPE", "0", "1", "Name of the recipe."))
                .addPositional(operand("NAME", "1", "1", "The resource, which need not be there yet."))
                .addOption(Commands.options(EVENT, "KIND", "Only events of this kind. May be repeated. Default: all."))
                .addOption(Commands.option(
                        FROM,
                        "CURSOR",
                        "Go on behind this cursor, which an earlier watch of one kind of event gave with `-o json`."));
    }

    private static int run(Invocation invocation) throws InterruptedException, ExecutionException {
        CompletableFuture<Boolean> stop = new CompletableFuture<>();
        Shutdown.install(() -> stop.complete(true));
        String name = invocation.operand(1);
        Optional<Cursor> from = invocation.option(FROM).map(WatchCommand::cursor);
        try (Remote remote = Remote.connect(invocation)) {
            RecipeDescription recipe = remote.recipe(invocation.operand(0));
            List<RecipeDescription.Event> kinds = chosen(recipe, invocation.options(EVENT));
            if (from.isPresent() && kinds.size() > 1) {
                // What is told of one kind says nothing of how far another one was told.
                throw new Failure(
                        ExitCode.USAGE,
                        "option " + FROM + ": a cursor is a place among the events of one kind; choose it with " + EVENT
                                + ": " + names(kinds));
            }
            remote.query(
                    new SystemQuery.DescribeNamespace(invocation.globals().namespace()),
                    SystemQuery.NamespaceDetail.class);
            EventLines lines = new EventLines(invocation, () -> stop.complete(true));
            for (RecipeDescription.Event kind : kinds) {
                remote.events(recipe, name, kind.name(), from, message -> lines.tell(kind, message));
            }
            // The answer comes behind those to the subscriptions, on the same connection.
            remote.queryAnyNode(new SystemQuery.ClusterStatus(), SystemQuery.Status.class);
            invocation.console().say("Watching '" + name + "'; Ctrl-C ends it.");
            untilStopped(remote, invocation.console(), stop);
        }
        return ExitCode.OK.number();
    }

    private static List<RecipeDescription.Event> chosen(RecipeDescription recipe, List<String> typed) {
        if (recipe.events().isEmpty()) {
            throw new Failure(ExitCode.CONFLICT, "recipe '" + recipe.name() + "' has no events");
        }
        List<RecipeDescription.Event> chosen = new ArrayList<>();
        for (String kind : typed) {
            chosen.add(recipe.events().stream()
                    .filter(event -> Words.kebab(event.name()).equals(Words.kebab(kind)))
                    .findFirst()
                    .orElseThrow(() -> new Failure(
                            ExitCode.NOT_FOUND,
                            "recipe '" + recipe.name() + "' has no event '" + kind + "', but "
                                    + names(recipe.events()))));
        }
        return chosen.isEmpty() ? recipe.events() : chosen.stream().distinct().toList();
    }

    private static String names(List<RecipeDescription.Event> kinds) {
        return kinds.stream().map(RecipeDescription.Event::name).collect(Collectors.joining(", "));
    }

    private static Cursor cursor(String text) {
        return Cursor.parse(text)
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "option " + FROM + ": '" + text + "' is no cursor, such as " + new Cursor(0, 4711, 0)
                                + ", which `watch -o json` gives with each event"));
    }

    /** A break that nobody notices loses no event; what was lost in a longer one comes as a reset. */
    private static void untilStopped(Remote remote, Console console, CompletableFuture<Boolean> stop)
            throws InterruptedException, ExecutionException {
        boolean isReached = true;
        while (!stop.isDone()) {
            CompletableFuture<Boolean> look = remote.isReached(LOOK);
            CompletableFuture.anyOf(stop, look).get();
            if (look.isDone() && look.get() != isReached) {
                isReached = look.get();
                console.say(
                        isReached
                                ? "A server answers again, and the watching goes on."
                                : "No server answers; the watching goes on once one does.");
            }
            try {
                stop.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                // Looks again.
            }
        }
    }
}
