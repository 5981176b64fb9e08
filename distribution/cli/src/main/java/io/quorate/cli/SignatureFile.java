package io.quorate.cli;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.BundleKey;
import io.quorate.recipe.system.SystemCommand.BundleSignature;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A signature beside its bundle, as three lines of text. */
record SignatureFile(Path path, BundleSignature signature) {
    private static final String SUFFIX = ".sig";
    private static final String FORMAT = "quorate-bundle-signature-1";
    private static final long MAX_BYTES = 1_024;
    private static final Pattern FORM =
            Pattern.compile(FORMAT + "\\r?\\nkey ([A-Za-z0-9+/]{43}=)\\r?\\nsignature ([A-Za-z0-9+/]{86}==)\\s*");

    /** Where the signature of a bundle stands. */
    static Path of(Path bundle) {
        return bundle.resolveSibling(bundle.getFileName() + SUFFIX);
    }

    static SignatureFile read(Path path) {
        try {
            String text = Files.size(path) > MAX_BYTES ? "" : Files.readString(path, StandardCharsets.US_ASCII);
            Matcher matcher = FORM.matcher(text);
            if (matcher.matches()) {
                Base64.Decoder base64 = Base64.getDecoder();
                return new SignatureFile(
                        path, new BundleSignature(base64.decode(matcher.group(1)), base64.decode(matcher.group(2))));
            }
        } catch (CharacterCodingException binary) {
            // Told below, like any other text.
        } catch (IOException unreadable) {
            throw new Failure(ExitCode.FAILURE, "cannot read " + path + ": " + unreadable, unreadable);
        }
        throw new Failure(
                ExitCode.USAGE, path + " is no signature; `quorate bundle sign BUNDLE --key FILE` writes one");
    }

    /** Takes the place of one that is there. */
    void write() {
        Base64.Encoder base64 = Base64.getEncoder();
        String text = FORMAT + "\nkey " + base64.encodeToString(signature.publicKey()) + "\nsignature "
                + base64.encodeToString(signature.value()) + "\n";
        try {
            Files.writeString(path, text, StandardCharsets.US_ASCII);
        } catch (IOException failure) {
            throw new Failure(ExitCode.FAILURE, "cannot write " + path + ": " + failure, failure);
        }
    }

    BundleKey key() {
        return BundleKey.of(signature.publicKey());
    }

    /** It is of this bundle, by the key that it names; whether anybody trusts that is another question. */
    boolean fits(BundleDigest bundle) {
        return key().hasSigned(bundle, signature.value());
    }
}
