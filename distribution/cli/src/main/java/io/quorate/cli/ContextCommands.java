package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.flag;
import static io.quorate.cli.Commands.operand;

import io.quorate.codec.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate context ...}; asks no server. */
final class ContextCommands {
    private static final String FIELDS =
            "name: text, used: bool, endpoints: text?, namespace: text?, timeout: text?," + " output: text?";
    private static final Shape LIST = Shape.parse("Contexts{contexts: [Context{" + FIELDS + "}]}");
    private static final Shape CONTEXT = Shape.parse("Context{" + FIELDS + "}");
    private static final Shape DELETED = Shape.parse("Deleted{name: text}");
    private static final String REPLACE = "--replace";

    private final ContextFile file;

    private ContextCommands(ContextFile file) {
        this.file = file;
    }

    static CommandSpec spec(ContextFile file) {
        ContextCommands commands = new ContextCommands(file);
        return Commands.group(
                "context",
                "Names for what is typed again and again: servers, namespace, timeout, form of the output.",
                command(
                                "create",
                                "Keeps the options " + GlobalOptions.ENDPOINTS + ", " + GlobalOptions.NAMESPACE + ", "
                                        + GlobalOptions.TIMEOUT + " and " + GlobalOptions.OUTPUT
                                        + " of this line under a name.",
                                commands::create)
                        .addPositional(operand("NAME", "0", "1", "Of letters, digits, '.', '_' and '-'."))
                        .addOption(flag(REPLACE, "Also when there is one of this name.")),
                existing(command("use", "Lets a context hold whenever none is named.", commands::use)),
                command("list", "Lists the contexts.", commands::list),
                command("show", "Shows a context.", commands::show)
                        .addPositional(operand("NAME", "0", "0..1", "Default: the one in use.")),
                existing(command("delete", "Forgets a context.", commands::delete)));
    }

    private static CommandSpec existing(CommandSpec command) {
        return command.addPositional(operand("NAME", "0", "1", "As `context list` shows it."));
    }

    private int create(Invocation invocation) {
        String name = invocation.operand(0);
        if (!Context.isName(name)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "'" + name + "' is no name of a context; allowed are up to 63 letters, digits, '.', '_' and '-',"
                            + " first a letter or digit");
        }
        Context context = invocation.globals().typed();
        if (context.equals(Context.NONE)) {
            throw new Failure(ExitCode.USAGE, "there is nothing to keep: name servers with " + GlobalOptions.ENDPOINTS);
        }
        Contexts all = file.read();
        if (all.named().containsKey(name) && !invocation.flag(REPLACE)) {
            throw new Failure(ExitCode.CONFLICT, "there is a context '" + name + "' already; say " + REPLACE);
        }
        Contexts changed = all.with(name, context);
        file.write(changed);
        invocation.show(CONTEXT, row(name, changed));
        return ExitCode.OK.number();
    }

    private int use(Invocation invocation) {
        String name = invocation.operand(0);
        Contexts all = file.read();
        all.named(name);
        Contexts changed = all.using(name);
        file.write(changed);
        invocation.show(CONTEXT, row(name, changed));
        return ExitCode.OK.number();
    }

    private int list(Invocation invocation) {
        Contexts all = file.read();
        List<Object> rows = new ArrayList<>();
        all.named().keySet().forEach(name -> rows.add(row(name, all)));
        invocation.show(LIST, Map.of("contexts", rows));
        return ExitCode.OK.number();
    }

    private int show(Invocation invocation) {
        Contexts all = file.read();
        String name = Optional.of(invocation.operand(0))
                .filter(typed -> !typed.isEmpty())
                .or(all::inUse)
                .orElseThrow(() -> new Failure(ExitCode.NOT_FOUND, "no context is in use: `quorate context use NAME`"));
        all.named(name);
        invocation.show(CONTEXT, row(name, all));
        return ExitCode.OK.number();
    }

    private int delete(Invocation invocation) {
        String name = invocation.operand(0);
        Contexts all = file.read();
        all.named(name);
        file.write(all.without(name));
        invocation.show(DELETED, Map.of("name", name));
        return ExitCode.OK.number();
    }

    private static Map<String, Object> row(String name, Contexts all) {
        Map<String, Object> row = new TreeMap<>(all.named(name).texts());
        row.put("name", name);
        row.put("used", all.inUse().filter(name::equals).isPresent());
        return row;
    }
}
