package io.quorate.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys as text (RFC 7468), which openssl reads and writes too. No message of it has anything of a file's content. */
final class Pem {
    static final String PRIVATE = "PRIVATE KEY";
    static final String PUBLIC = "PUBLIC KEY";

    private static final long MAX_BYTES = 64 * 1024;
    private static final int LINE_CHARS = 64;
    private static final Pattern FORM =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----\\s+([A-Za-z0-9+/=\\s]*?)\\s*-----END \\1-----");

    private Pem() {}

    static String write(String label, byte[] content) {
        String body = Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** @throws Failure when the file is not there or has something else */
    static byte[] read(String label, Path file) {
        Matcher matcher = FORM.matcher(text(file));
        if (!matcher.find()) {
            throw wrong(file + " has no key in PEM form");
        }
        if (!matcher.group(1).equals(label)) {
            throw wrong(file + " has a " + matcher.group(1) + ", and a " + label + " is needed"
                    + (label.equals(PUBLIC) ? ": give the file that ends with " + SigningKey.PUBLIC_SUFFIX : ""));
        }
        try {
            return Base64.getMimeDecoder().decode(matcher.group(2));
        } catch (IllegalArgumentException notBase64) {
            throw wrong(file + " has a damaged " + label);
        }
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw wrong(file + " has " + Files.size(file) + " bytes, which is too much for a key");
            }
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException absent) {
            throw new Failure(ExitCode.NOT_FOUND, "there is no file " + file, absent);
        } catch (CharacterCodingException binary) {
            throw wrong(file + " has no key in PEM form");
        } catch (IOException unreadable) {
            throw new Failure(ExitCode.FAILURE, "cannot read " + file + ": " + unreadable, unreadable);
        }
    }

    private static Failure wrong(String message) {
        return new Failure(ExitCode.USAGE, message);
    }
}
