package io.quorate.cli;

import io.quorate.recipe.FencingToken;
import picocli.CommandLine.Model.OptionSpec;

/** The option of commands that begin an epoch. */
final class Epochs {
    private static final String ABOVE = "--epoch-above";

    private Epochs() {}

    static OptionSpec option() {
        return Commands.option(
                ABOVE, "EPOCH", "Go on above this epoch too: of a cluster that was lost and may have been restored.");
    }

    /** What the line names; 0, which is below all new ones, when it names none. */
    static int above(Invocation invocation) {
        return invocation
                .option(ABOVE)
                .map(text -> Invocation.number(text, 0, FencingToken.MAX_EPOCH)
                        .orElseThrow(() -> new Failure(
                                ExitCode.USAGE,
                                "option " + ABOVE + ": '" + text + "' is no epoch; allowed is a number from 0 to "
                                        + FencingToken.MAX_EPOCH)))
                .orElse(0);
    }

    static boolean isNamed(Invocation invocation) {
        return invocation.option(ABOVE).isPresent();
    }
}
