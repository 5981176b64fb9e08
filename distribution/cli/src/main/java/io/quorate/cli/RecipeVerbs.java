package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.operand;

import io.quorate.cli.shape.RequestOptions;
import io.quorate.cli.shape.Words;
import io.quorate.codec.Shape;
import io.quorate.recipe.RecipeDescription;
import io.quorate.recipe.system.SystemQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import picocli.CommandLine.Model.CommandSpec;

/** A recipe's commands and queries as commands of this program, made from the description that the server gives. */
final class RecipeVerbs {
    private static final String INSTANCE = "NAME";

    private RecipeVerbs() {}

    static CommandSpec of(RecipeDescription recipe) {
        CommandSpec group = Commands.group(recipe.name(), sentence(recipe.summary()));
        recipe.queries().forEach(query -> add(group, query(recipe, query)));
        recipe.commands().forEach(each -> add(group, command(recipe, each)));
        // A recipe's own verb of the same name was added first and stays.
        add(group, list(recipe));
        Grant.of(recipe).forEach(grant -> {
            add(group, HoldCommand.spec(grant));
            add(group, RunCommand.spec(grant));
        });
        return group;
    }

    private static void add(CommandSpec group, CommandSpec verb) {
        if (!group.subcommands().containsKey(verb.name())) {
            group.addSubcommand(verb.name(), verb);
        }
    }

    private static CommandSpec query(RecipeDescription recipe, RecipeDescription.Call query) {
        RequestOptions options = options(query);
        return verb(query, options, invocation -> {
            try (Remote remote = Remote.connect(invocation)) {
                SortedMap<String, Object> request = request(options, invocation);
                invocation.show(query.reply(), remote.query(recipe, invocation.operand(0), query.name(), request));
            }
            return ExitCode.OK.number();
        });
    }

    private static CommandSpec command(RecipeDescription recipe, RecipeDescription.Call call) {
        RequestOptions options = options(call);
        return verb(call, options, invocation -> {
            String name = invocation.operand(0);
            try (Remote remote = Remote.connect(invocation)) {
                SortedMap<String, Object> request = request(options, invocation);
                invocation.show(call.reply(), remote.call(recipe, name, call.name(), request));
            }
            Grant.of(recipe).stream()
                    .filter(grant -> grant.acquire().equals(call))
                    .forEach(grant -> invocation
                            .console()
                            .say("The grant ended with this command's session; `quorate " + recipe.name() + " hold"
                                    + grant.suffix() + " " + name + "` keeps it."));
            return ExitCode.OK.number();
        });
    }

    private static CommandSpec verb(RecipeDescription.Call call, RequestOptions options, Action action) {
        CommandSpec verb = Commands.command(Words.kebab(call.name()), sentence(call.summary()), action)
                .addPositional(operand(INSTANCE, "0", "1", "The resource."));
        options.specs().forEach(verb::addOption);
        return verb;
    }

    private static CommandSpec list(RecipeDescription recipe) {
        return Commands.command("list", "Lists the resources that exist.", invocation -> {
            List<String> all = new ArrayList<>();
            try (Remote remote = Remote.connect(invocation)) {
                List<String> page;
                do {
                    Optional<String> after = all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
                    page = remote.query(
                                    new SystemQuery.ListInstances(
                                            invocation.globals().namespace(),
                                            recipe.name(),
                                            after,
                                            SystemQuery.MAX_PAGE),
                                    SystemQuery.Instances.class)
                            .names();
                    all.addAll(page);
                } while (page.size() == SystemQuery.MAX_PAGE);
            }
            invocation.show(SystemQuery.Instances.class, new SystemQuery.Instances(all));
            return ExitCode.OK.number();
        });
    }

    private static RequestOptions options(RecipeDescription.Call call) {
        return RequestOptions.of((Shape.Struct) call.request(), GlobalOptions.names());
    }

    static SortedMap<String, Object> request(RequestOptions options, Invocation invocation) {
        try {
            return options.request(invocation.line());
        } catch (IllegalArgumentException wrong) {
            throw new Failure(ExitCode.USAGE, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private static String sentence(String summary) {
        return summary.isEmpty() || summary.endsWith(".") ? summary : summary + ".";
    }
}
