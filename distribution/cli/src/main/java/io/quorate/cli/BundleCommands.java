package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.operand;

import io.quorate.codec.Shape;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate bundle ...}. */
final class BundleCommands {
    private static final Shape VERDICT = Shape.parse(
            "Verdict{fit: bool, recipe: text?, version: text?, digest: text," + " bytes: int32, violations: [text]}");

    private BundleCommands() {}

    static CommandSpec spec() {
        return Commands.group(
                "bundle",
                "Bundles: the recipes' code in the cluster.",
                command("deploy", "Deploys a bundle into the running cluster.", BundleCommands::deploy)
                        .addPositional(operand("BUNDLE", "0", "1", "A jar, or the name of a shipped recipe.")),
                command("list", "Lists bundles in every state.", BundleCommands::list),
                command("verify", "Looks at a bundle as a server would, without any server.", BundleCommands::verify)
                        .addPositional(operand("BUNDLE", "0", "1", "A jar, or the name of a shipped recipe.")),
                command("undeploy", "Takes a recipe out; refused while it has instances.", BundleCommands::undeploy)
                        .addPositional(operand("RECIPE", "0", "1", "Name of the recipe.")));
    }

    private static int verify(Invocation invocation) {
        BundleFile bundle = BundleFile.find(invocation.operand(0));
        Map<String, Object> verdict = new TreeMap<>();
        verdict.put("fit", bundle.report().isFit());
        verdict.put("digest", bundle.digest());
        verdict.put("bytes", (long) bundle.bytes().length);
        verdict.put("violations", bundle.report().violations());
        bundle.report().header().ifPresent(header -> {
            verdict.put("recipe", header.name());
            verdict.put("version", header.version());
        });
        invocation.show(VERDICT, verdict);
        return (bundle.report().isFit() ? ExitCode.OK : ExitCode.FAILURE).number();
    }

    private static int deploy(Invocation invocation) {
        BundleFile bundle = BundleFile.find(invocation.operand(0));
        bundle.requireFit();
        try (Remote remote = Remote.connect(invocation)) {
            if (invocation.console().isTerminal()) {
                invocation.console().say("Deploying " + bundle.path() + ", " + bundle.bytes().length + " bytes ...");
            }
            invocation.show(SystemCommand.Deployed.class, remote.deploy(bundle));
        }
        return ExitCode.OK.number();
    }

    private static int list(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(
                    SystemQuery.Bundles.class, remote.query(new SystemQuery.ListBundles(), SystemQuery.Bundles.class));
        }
        return ExitCode.OK.number();
    }

    private static int undeploy(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(
                    SystemCommand.Undeployed.class,
                    remote.call(new SystemCommand.Undeploy(invocation.operand(0)), SystemCommand.Undeployed.class));
        }
        return ExitCode.OK.number();
    }
}
