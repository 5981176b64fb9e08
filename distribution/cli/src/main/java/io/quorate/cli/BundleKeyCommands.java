package io.quorate.cli;

import static io.quorate.cli.Commands.command;
import static io.quorate.cli.Commands.operand;

import io.quorate.codec.Shape;
import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.BundleKey;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/** {@code quorate bundle keys ...}. */
final class BundleKeyCommands {
    /** Of a key, what people compare. */
    private static final Shape LIST =
            Shape.parse("Trust{policy: text, keys: [Key{name: text, id: text, revision: int64}], digests: [text]}");

    private static final Shape GENERATED = Shape.parse("Generated{id: text, privateKey: text, publicKey: text}");

    private BundleKeyCommands() {}

    static CommandSpec spec() {
        return Commands.group(
                "keys",
                "Whose bundles the cluster takes when bundle.trust is required.",
                command("list", "Lists trusted keys and digests, and the policy.", BundleKeyCommands::list),
                command(
                                "generate",
                                "Makes a key: FILE is private, FILE.pub is for the cluster.",
                                BundleKeyCommands::generate)
                        .addPositional(operand("FILE", "0", "1", "A file that is not there yet.")),
                command("trust", "Takes what this key signs.", BundleKeyCommands::trust)
                        .addPositional(operand("NAME", "0", "1", "For people: whose key it is."))
                        .addPositional(operand("FILE", "1", "1", "The public key, in PEM form.")),
                command("revoke", "Takes nothing more of this key; what is deployed stays.", BundleKeyCommands::revoke)
                        .addPositional(operand("NAME", "0", "1", "As `keys list` shows it.")),
                command("trust-digests", "Takes these bundles without a signature.", BundleKeyCommands::trustDigests)
                        .addPositional(operand(
                                "FILE",
                                "0",
                                "0..1",
                                "Digests as sha256sum writes them. Default: those of the shipped recipes.")),
                command(
                                "revoke-digests",
                                "Takes these bundles no more without a signature.",
                                BundleKeyCommands::revokeDigests)
                        .addPositional(operand("FILE", "0", "1", "Digests as sha256sum writes them.")));
    }

    private static int list(Invocation invocation) {
        try (Remote remote = Remote.connect(invocation)) {
            SystemQuery.Trust trust = remote.query(new SystemQuery.ListTrust(), SystemQuery.Trust.class);
            invocation.show(LIST, Trees.of(SystemQuery.Trust.class, trust));
        }
        return ExitCode.OK.number();
    }

    private static int generate(Invocation invocation) {
        Path file = Path.of(invocation.operand(0));
        BundleKey key = SigningKey.generate(file);
        invocation.show(
                GENERATED,
                new TreeMap<>(Map.of(
                        "id", key.id(),
                        "privateKey", file.toString(),
                        "publicKey", file + SigningKey.PUBLIC_SUFFIX)));
        return ExitCode.OK.number();
    }

    private static int trust(Invocation invocation) {
        BundleKey key = SigningKey.readPublic(Path.of(invocation.operand(1)));
        return change(invocation, new SystemCommand.TrustKey(invocation.operand(0), key.bytes()));
    }

    private static int revoke(Invocation invocation) {
        return change(invocation, new SystemCommand.RevokeKey(invocation.operand(0)));
    }

    private static <C extends Record & SystemCommand> int change(Invocation invocation, C command) {
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(SystemCommand.KeyChanged.class, remote.call(command, SystemCommand.KeyChanged.class));
        }
        return ExitCode.OK.number();
    }

    private static int trustDigests(Invocation invocation) {
        String file = invocation.operand(0);
        return changeDigests(
                invocation, file.isEmpty() ? Distribution.required().digestsFile() : Path.of(file), false);
    }

    private static int revokeDigests(Invocation invocation) {
        return changeDigests(invocation, Path.of(invocation.operand(0)), true);
    }

    private static int changeDigests(Invocation invocation, Path file, boolean revoke) {
        List<String> digests =
                DigestsFile.read(file).stream().map(BundleDigest::hex).toList();
        try (Remote remote = Remote.connect(invocation)) {
            invocation.show(
                    SystemCommand.DigestsChanged.class,
                    remote.call(new SystemCommand.TrustDigests(digests, revoke), SystemCommand.DigestsChanged.class));
        }
        return ExitCode.OK.number();
    }
}
