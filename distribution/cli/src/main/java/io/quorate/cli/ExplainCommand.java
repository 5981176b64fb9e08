package io.quorate.cli;

import static io.quorate.cli.Commands.operand;

import io.quorate.codec.Shape;
import io.quorate.kernel.Nearest;
import io.quorate.recipe.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate explain CODE}: what an error means and what to do, without any server. */
final class ExplainCommand {
    private static final Shape EXPLAINED = Shape.parse("Explained{code: text, meaning: text}");

    private ExplainCommand() {}

    static CommandSpec spec() {
        return Commands.command("explain", "Explains the code of an error.", ExplainCommand::explain)
                .addPositional(operand("CODE", "0", "1", "Such as NO_QUORUM, as it stands in brackets."));
    }

    private static int explain(Invocation invocation) {
        String code = invocation.operand(0).toUpperCase(Locale.ROOT).replace('-', '_');
        Properties explanations = explanations();
        String explanation = explanations.getProperty(code);
        if (explanation == null) {
            String suggestion = Nearest.to(code, explanations.stringPropertyNames(), Cli.MAX_MISTYPED)
                    .map(known -> "; did you mean " + known + "?")
                    .orElse("; a recipe's own codes are explained by their messages");
            throw new Failure(ExitCode.NOT_FOUND, "'" + code + "' is no code of Quorate" + suggestion);
        }
        if (invocation.globals().output() == OutputFormat.JSON) {
            invocation.show(EXPLAINED, Map.of("code", code, "meaning", explanation));
        } else {
            invocation.console().print(code + ": " + explanation);
        }
        return ExitCode.OK.number();
    }

    /** By code: all of {@link ErrorCode}, and those of this program. */
    static Properties explanations() {
        Properties explanations = new Properties();
        try (InputStream text = ExplainCommand.class.getResourceAsStream("error-codes.properties")) {
            explanations.load(Objects.requireNonNull(text));
            for (ErrorCode code : ErrorCode.values()) {
                explanations.setProperty(code.name(), code.hint());
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return explanations;
    }
}
