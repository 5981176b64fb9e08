package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.flag;
import static io.quorate.cli.Commands.operand;
import static io.quorate.cli.Commands.option;

import io.quorate.cli.shape.Columns;
import io.quorate.kernel.Units;
import io.quorate.recipe.system.SystemCommand.CreateNamespace;
import io.quorate.recipe.system.SystemCommand.DeleteNamespace;
import io.quorate.recipe.system.SystemCommand.NamespaceCreated;
import io.quorate.recipe.system.SystemCommand.NamespaceDeleted;
import io.quorate.recipe.system.SystemCommand.NamespaceQuotaSet;
import io.quorate.recipe.system.SystemCommand.SetNamespaceQuota;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.recipe.system.SystemQuery.DescribeNamespace;
import io.quorate.recipe.system.SystemQuery.ListNamespaces;
import io.quorate.recipe.system.SystemQuery.NamespaceDetail;
import io.quorate.recipe.system.SystemQuery.NamespaceInfo;
import io.quorate.recipe.system.SystemQuery.Namespaces;
import io.quorate.recipe.system.SystemQuery.RecipeInstances;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate namespace ...}. */
final class NamespaceCommands {
    private static final String QUOTA = "--quota";
    private static final String FORCE = "--force";
    private static final String NONE = "none";
    private static final String DELETING = "DELETING";

    private NamespaceCommands() {}

    static CommandSpec spec() {
        return Commands.group(
                "namespace",
                "Namespaces, each with resources of its own.",
                named(command("create", "Creates a namespace.", NamespaceCommands::create))
                        .addOption(option(
                                QUOTA, "SIZE", "What it may hold, such as 64MiB. Default: no bound of its own.")),
                command("list", "Lists the namespaces and what they hold.", NamespaceCommands::list),
                named(command("describe", "Shows a namespace and what is in it.", NamespaceCommands::describe)),
                named(command("quota", "Bounds what a namespace may hold.", NamespaceCommands::quota))
                        .addPositional(operand("SIZE", "1", "1", "Such as 64MiB, or none.")),
                named(LongTask.addTo(command(
                                "delete", "Deletes a namespace with all that is in it.", NamespaceCommands::delete)))
                        .addOption(flag(FORCE, "Also when there are instances in it.")));
    }

    private static CommandSpec named(CommandSpec command) {
        return command.addPositional(operand("NAME", "0", "1", "The namespace, as `namespace list` shows it."));
    }

    private static int create(Invocation invocation) {
        long bytes = invocation.option(QUOTA).map(NamespaceCommands::size).orElse(0L);
        NamespaceCreated done;
        try (Remote remote = Remote.connect(invocation)) {
            done = remote.call(new CreateNamespace(invocation.operand(0), bytes), NamespaceCreated.class);
        }
        tell(invocation, NamespaceCreated.class, done, done.name() + ": created, quota " + quota(done.quotaBytes()));
        return ExitCode.OK.number();
    }

    private static int quota(Invocation invocation) {
        long bytes = size(invocation.operand(1));
        NamespaceQuotaSet done;
        try (Remote remote = Remote.connect(invocation)) {
            done = remote.call(new SetNamespaceQuota(invocation.operand(0), bytes), NamespaceQuotaSet.class);
        }
        tell(
                invocation,
                NamespaceQuotaSet.class,
                done,
                done.name() + ": quota " + quota(done.before()) + " -> " + quota(done.after()) + ", used "
                        + Units.SIZE.format(done.usedBytes()));
        return ExitCode.OK.number();
    }

    private static int delete(Invocation invocation) {
        DeleteNamespace request = new DeleteNamespace(invocation.operand(0), invocation.flag(FORCE));
        Optional<NamespaceDeleted> end;
        try (Remote remote = Remote.connect(invocation)) {
            Progress progress = Progress.of(
                    invocation.console(),
                    remote,
                    new DescribeNamespace(request.name()),
                    NamespaceDetail.class,
                    NamespaceCommands::left);
            end = new LongTask(invocation, progress, "the deletion", "namespace list", "")
                    .end(remote.send(request, NamespaceDeleted.class));
        }
        end.ifPresent(done -> tell(invocation, NamespaceDeleted.class, done, done.name() + ": deleted"));
        return ExitCode.OK.number();
    }

    private static List<String> left(NamespaceDetail detail) {
        NamespaceInfo namespace = detail.namespace();
        return namespace.state().equals(DELETING)
                ? List.of(DELETING + ", " + Units.SIZE.format(namespace.usedBytes()) + " left")
                : List.of();
    }

    private static int list(Invocation invocation) {
        List<NamespaceInfo> all = new ArrayList<>();
        try (Remote remote = Remote.connect(invocation)) {
            Optional<String> after = Optional.empty();
            List<NamespaceInfo> page;
            do {
                page = remote.query(new ListNamespaces(after, SystemQuery.MAX_PAGE), Namespaces.class)
                        .namespaces();
                all.addAll(page);
                after = Optional.of(all.get(all.size() - 1).name());
            } while (page.size() == SystemQuery.MAX_PAGE);
        }
        if (invocation.globals().output() == OutputFormat.JSON) {
            invocation.show(Namespaces.class, new Namespaces(all));
        } else {
            invocation.console().out().print(invocation.columns().aligned(table(all)));
        }
        return ExitCode.OK.number();
    }

    private static List<List<String>> table(List<NamespaceInfo> namespaces) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "STATE", "USED", "QUOTA"));
        for (NamespaceInfo each : namespaces) {
            rows.add(List.of(each.name(), each.state(), Units.SIZE.format(each.usedBytes()), quota(each.quotaBytes())));
        }
        return rows;
    }

    private static int describe(Invocation invocation) {
        NamespaceDetail detail;
        try (Remote remote = Remote.connect(invocation)) {
            detail = remote.query(new DescribeNamespace(invocation.operand(0)), NamespaceDetail.class);
        }
        tell(invocation, NamespaceDetail.class, detail, text(detail));
        return ExitCode.OK.number();
    }

    private static String text(NamespaceDetail detail) {
        NamespaceInfo namespace = detail.namespace();
        List<List<String>> lines = List.of(
                List.of("name", namespace.name()),
                List.of("state", namespace.state()),
                List.of("used", Units.SIZE.format(namespace.usedBytes())),
                List.of("quota", quota(namespace.quotaBytes())),
                List.of("created-revision", Long.toString(namespace.createdRevision())));
        List<List<String>> recipes = new ArrayList<>();
        recipes.add(List.of("RECIPE", "INSTANCES"));
        for (RecipeInstances each : detail.recipes()) {
            recipes.add(List.of(
                    each.recipe(), each.instances() + (each.instances() < SystemQuery.MAX_COUNTED ? "" : " or more")));
        }
        String instances = detail.recipes().isEmpty()
                ? NONE
                : Columns.WHOLE.aligned(recipes).stripTrailing();
        return Columns.WHOLE.aligned(lines) + "\ninstances:\n" + instances;
    }

    private static <T extends Record> void tell(Invocation invocation, Class<T> type, T value, String text) {
        if (invocation.globals().output() == OutputFormat.JSON) {
            invocation.show(type, value);
        } else {
            invocation.console().print(text);
        }
    }

    /** 0 is no bound of its own. */
    private static String quota(long bytes) {
        return bytes == 0 ? NONE : Units.SIZE.format(bytes);
    }

    private static long size(String text) {
        if (text.equals(NONE)) {
            return 0;
        }
        return Units.SIZE
                .parse(text)
                .filter(bytes -> bytes > 0)
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "'" + text + "' is no quota; allowed is a number above 0 with its unit (" + Units.SIZE.names()
                                + "), or none"));
    }
}
