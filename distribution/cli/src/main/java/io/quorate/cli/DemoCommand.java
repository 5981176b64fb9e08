package io.quorate.cli;

import io.quorate.cli.demo.Demo;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate demo}. */
final class DemoCommand {
    private DemoCommand() {}

    static CommandSpec spec() {
        return Commands.command("demo", "Shows the main job in under a minute, with real processes.", invocation -> {
            Optional<String> sabotaged = Optional.ofNullable(System.getenv(Demo.SABOTAGE_VARIABLE));
            Demo.run(Distribution.required(), invocation.forPeople(), sabotaged);
            return ExitCode.OK.number();
        });
    }
}
