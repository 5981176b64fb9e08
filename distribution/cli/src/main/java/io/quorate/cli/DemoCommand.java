package io.quorate.cli;

import io.quorate.cli.demo.Demo;
import io.quorate.cli.demo.Story;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate demo}. */
final class DemoCommand {
    private static final String STORY = "--story";

    private DemoCommand() {}

    static CommandSpec spec() {
        return Commands.command("demo", "Shows what it does in under a minute, with real processes.", invocation -> {
                    Optional<String> sabotaged = Optional.ofNullable(System.getenv(Demo.SABOTAGE_VARIABLE));
                    Demo.run(Distribution.required(), invocation.forPeople(), story(invocation), sabotaged);
                    return ExitCode.OK.number();
                })
                .addOption(Commands.option(
                        STORY, "NAME", "Which story: " + names() + ". Default: " + Story.LOCK.name() + "."));
    }

    private static Story story(Invocation invocation) {
        String name = invocation.option(STORY).orElse(Story.LOCK.name());
        return Story.named(name)
                .orElseThrow(
                        () -> new Failure(ExitCode.USAGE, "there is no story '" + name + "'; there are " + names()));
    }

    private static String names() {
        return Story.all().stream().map(Story::name).collect(Collectors.joining(", "));
    }
}
