package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.flag;
import static io.quorate.cli.Commands.operand;
import static io.quorate.cli.Commands.option;

import io.quorate.codec.Shape;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code quorate bundle ...}. */
final class BundleCommands {
    private static final Shape VERDICT =
            Shape.parse("Verdict{fit: bool, recipe: text?, version: text?, digest: text, bytes: int32, signature: text,"
                    + " violations: [text]}");
    private static final Shape SIGNED = Shape.parse("Signed{digest: text, key: text, file: text}");
    private static final String KEY = "--key";

    private static final String TO = "--to";
    private static final String FREEZE = "--freeze";

    private BundleCommands() {}

    private static PositionalParamSpec recipe() {
        return operand("RECIPE", "0", "1", "Name of the recipe.");
    }

    static CommandSpec spec() {
        return Commands.group(
                "bundle",
                "Bundles: the recipes' code in the cluster.",
                makingActive(command("deploy", "Deploys a bundle into the running cluster.", BundleCommands::deploy)
                        .addPositional(operand("BUNDLE", "0", "1", "A jar, or the name of a shipped recipe."))),
                command("list", "Lists bundles in every state.", BundleCommands::list),
                command("verify", "Looks at a bundle as a server would, without any server.", BundleCommands::verify)
                        .addPositional(operand("BUNDLE", "0", "1", "A jar, or the name of a shipped recipe.")),
                command("describe", "Shows the active version of a recipe.", BundleCommands::describe)
                        .addPositional(recipe()),
                command(
                                "history",
                                "Lists what was deployed, rolled back and taken out, and what failed.",
                                BundleCommands::history)
                        .addPositional(operand("RECIPE", "0", "0..1", "Name of a recipe; of all when there is none.")),
                makingActive(
                        command("rollback", "Activates the version that was active before.", BundleCommands::rollback)
                                .addPositional(recipe())
                                .addOption(option(TO, "VERSION", "A certain version that was active before."))),
                command("sign", "Signs a bundle: writes BUNDLE.sig, which `bundle deploy` finds.", BundleCommands::sign)
                        .addPositional(operand("BUNDLE", "0", "1", "A jar."))
                        .addOption(option(
                                KEY, "FILE", "Private key, with FILE.pub beside it: see `bundle keys generate`.")),
                BundleKeyCommands.spec(),
                command("undeploy", "Takes a recipe out; refused while it has instances.", BundleCommands::undeploy)
                        .addPositional(recipe())
                        .addOption(flag(FREEZE, "Keep its instances as they are until it is deployed again.")));
    }

    private static int verify(Invocation invocation) {
        BundleFile bundle = BundleFile.find(invocation.operand(0));
        Map<String, Object> verdict = new TreeMap<>();
        List<String> problems = bundle.problems();
        verdict.put("fit", problems.isEmpty());
        verdict.put("digest", bundle.digest().hex());
        verdict.put("signature", signature(bundle));
        verdict.put("bytes", (long) bundle.bytes().length);
        verdict.put("violations", problems);
        bundle.report().header().ifPresent(header -> {
            verdict.put("recipe", header.name());
            verdict.put("version", header.version());
        });
        invocation.show(VERDICT, verdict);
        return (problems.isEmpty() ? ExitCode.OK : ExitCode.FAILURE).number();
    }

    private static String signature(BundleFile bundle) {
        return bundle.signatureFile()
                .map(file -> file.fits(bundle.digest())
                        ? "of key " + file.key().id()
                        : "of key " + file.key().id() + ", but of other bytes: sign again")
                .orElse("none");
    }

    private static int sign(Invocation invocation) {
        BundleFile bundle = BundleFile.read(Path.of(invocation.operand(0)));
        bundle.requireFit();
        Path key = invocation
                .option(KEY)
                .map(Path::of)
                .orElseThrow(() -> new Failure(
                        ExitCode.USAGE,
                        "option " + KEY + " is missing: it names the private key; `quorate bundle keys generate FILE`"
                                + " makes one"));
        SignatureFile signature = SigningKey.read(key).sign(bundle);
        signature.write();
        invocation.show(
                SIGNED,
                new TreeMap<>(Map.of(
                        "digest", bundle.digest().hex(),
                        "key", signature.key().id(),
                        "file", signature.path().toString())));
        return ExitCode.OK.number();
    }

    private static int deploy(Invocation invocation) throws InterruptedException {
        BundleFile bundle = BundleFile.find(invocation.operand(0));
        bundle.requireFit();
        DryRun dryRun = new DryRun(invocation);
        try (Remote remote = Remote.connect(invocation)) {
            Progress progress = Progress.ofDeployment(invocation.console(), remote);
            progress.say("Uploading " + bundle.path() + ", " + bundle.bytes().length + " bytes");
            if (invocation.flag(DryRun.FLAG)) {
                return dryRun.run(remote, remote.upload(bundle), bundle.signature());
            }
            SystemCommand.Deploy deploy = new SystemCommand.Deploy(remote.upload(bundle), bundle.signature());
            show(invocation, deployment(invocation, progress).end(remote.send(deploy, SystemCommand.Deployed.class)));
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

    private static int describe(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(
                    SystemQuery.BundleDetail.class,
                    remote.query(
                            new SystemQuery.DescribeBundle(invocation.operand(0)), SystemQuery.BundleDetail.class));
        }
        return ExitCode.OK.number();
    }

    private static int history(Invocation invocation) {
        Optional<String> recipe = Optional.of(invocation.operand(0)).filter(name -> !name.isEmpty());
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(
                    SystemQuery.History.class,
                    remote.query(new SystemQuery.BundleHistory(recipe), SystemQuery.History.class));
        }
        return ExitCode.OK.number();
    }

    private static int rollback(Invocation invocation) throws InterruptedException {
        DryRun dryRun = new DryRun(invocation);
        try (Remote remote = Remote.connect(invocation)) {
            if (invocation.flag(DryRun.FLAG)) {
                return dryRun.run(
                        remote, former(remote, invocation.operand(0), invocation.option(TO)), Optional.empty());
            }
            SystemCommand.Rollback rollback = new SystemCommand.Rollback(invocation.operand(0), invocation.option(TO));
            Progress progress = Progress.ofDeployment(invocation.console(), remote);
            show(invocation, deployment(invocation, progress).end(remote.send(rollback, SystemCommand.Deployed.class)));
        }
        return ExitCode.OK.number();
    }

    private static CommandSpec makingActive(CommandSpec command) {
        return DryRun.addTo(LongTask.addTo(command));
    }

    private static LongTask deployment(Invocation invocation, Progress progress) {
        return new LongTask(invocation, progress, "the deployment", "bundle list", "");
    }

    private static void show(Invocation invocation, Optional<SystemCommand.Deployed> done) {
        done.ifPresent(deployed -> invocation.show(SystemCommand.Deployed.class, deployed));
    }

    /** Digest of the version that a rollback would activate. */
    private static String former(Remote remote, String recipe, Optional<String> version) {
        return remote.query(new SystemQuery.ListBundles(), SystemQuery.Bundles.class).bundles().stream()
                .filter(bundle ->
                        bundle.state().equals("RETIRED") && bundle.recipe().equals(recipe))
                .filter(bundle -> version.map(bundle.version()::equals).orElse(true))
                .reduce((first, last) -> last)
                .map(SystemQuery.BundleInfo::digest)
                .orElseThrow(() -> new Failure(
                        ExitCode.NOT_FOUND,
                        "no such version of recipe '" + recipe + "' was active before: see `quorate bundle list`"));
    }

    private static int undeploy(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(
                    SystemCommand.Undeployed.class,
                    remote.call(
                            new SystemCommand.Undeploy(invocation.operand(0), invocation.flag(FREEZE)),
                            SystemCommand.Undeployed.class));
        }
        return ExitCode.OK.number();
    }
}
