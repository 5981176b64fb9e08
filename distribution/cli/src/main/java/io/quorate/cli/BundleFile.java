package io.quorate.cli;

import io.quorate.kernel.BundleDigest;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.BundleSignature;
import io.quorate.runtime.BundleReport;
import io.quorate.runtime.BundleTrial;
import io.quorate.runtime.BundleVerifier;
import io.quorate.runtime.FelixRecipeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A bundle on this machine. */
record BundleFile(Path path, byte[] bytes, BundleReport report) {
    /** Violations that a message names; `bundle verify` shows all. */
    private static final int SHOWN_VIOLATIONS = 3;

    /**
     * Reads and verifies.
     *
     * @param name a path, or the name of a shipped recipe
     * @throws Failure when there is none, or it cannot be read
     */
    static BundleFile find(String name) {
        Path path = Path.of(name);
        if (!Files.exists(path)) {
            path = shipped(name)
                    .orElseThrow(() -> new Failure(
                            ExitCode.NOT_FOUND,
                            "there is no file '" + name + "' and no shipped recipe of that name" + shippedNames()));
        }
        return read(path);
    }

    static BundleFile read(Path path) {
        try {
            if (!Files.isRegularFile(path)) {
                throw new Failure(ExitCode.USAGE, path + " is no file; a bundle is a jar");
            }
            if (Files.size(path) > SystemCommand.MAX_BUNDLE_BYTES) {
                throw new Failure(
                        ExitCode.USAGE,
                        path + " has " + Files.size(path) + " bytes; a bundle has at most "
                                + SystemCommand.MAX_BUNDLE_BYTES);
            }
            byte[] bytes = Files.readAllBytes(path);
            return new BundleFile(path, bytes, BundleVerifier.verify(bytes));
        } catch (IOException unreadable) {
            throw new Failure(ExitCode.FAILURE, "cannot read " + path + ": " + unreadable, unreadable);
        }
    }

    /** All that a server would have against it: the recipe is made and its definition read, if that is possible. */
    List<String> problems() {
        if (!report.isFit()) {
            return report.violations();
        }
        try (TemporaryDirectory cache = TemporaryDirectory.create("quorate-verify");
                FelixRecipeHost host = new FelixRecipeHost(cache.path())) {
            return BundleTrial.problems(bytes, host);
        }
    }

    /** @throws Failure with the first violations, when a server would refuse the bundle */
    void requireFit() {
        if (report.isFit()) {
            return;
        }
        StringBuilder message = new StringBuilder(path + " is not fit to be deployed:");
        report.violations().stream()
                .limit(SHOWN_VIOLATIONS)
                .forEach(each -> message.append("\n  ").append(each));
        int more = report.violations().size() - SHOWN_VIOLATIONS;
        if (more > 0) {
            message.append("\n  and ")
                    .append(more)
                    .append(" more: see `quorate bundle verify ")
                    .append(path)
                    .append('`');
        }
        throw new Failure(ExitCode.FAILURE, message + " [BUNDLE_REFUSED]");
    }

    BundleDigest digest() {
        return BundleDigest.of(bytes);
    }

    /** What {@code bundle sign} wrote beside it, whether it fits or not. */
    Optional<SignatureFile> signatureFile() {
        Path file = SignatureFile.of(path);
        return Files.exists(file) ? Optional.of(SignatureFile.read(file)) : Optional.empty();
    }

    /**
     * The signature to deploy it with.
     *
     * @throws Failure when there is one, and it is of other bytes
     */
    Optional<BundleSignature> signature() {
        return signatureFile().map(file -> {
            if (!file.fits(digest())) {
                throw new Failure(
                        ExitCode.FAILURE,
                        file.path() + " is not a signature of these bytes: " + path
                                + " was changed after it was signed; sign it again with `quorate bundle sign`, or delete"
                                + " the signature [UNTRUSTED_BUNDLE]");
            }
            return file.signature();
        });
    }

    private static Optional<Path> shipped(String name) {
        return Distribution.present().flatMap(distribution -> distribution.recipe(name));
    }

    private static String shippedNames() {
        return Distribution.present()
                .map(Distribution::recipeNames)
                .map(names -> "; shipped are: " + String.join(", ", names))
                .orElse("");
    }
}
