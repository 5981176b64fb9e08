package io.quorate.recipe.lock;

import io.quorate.recipe.ApplyContext;
import java.nio.charset.StandardCharsets;

/** Secrets that are known by their SHA-256 alone. */
final class Secrets {
    private Secrets() {}

    /**
     * Whether the digest is that of the secret; takes as long whatever differs.
     *
     * @param digest hexadecimal digits; never fits when empty
     */
    static boolean fits(ApplyContext context, String secret, String digest) {
        String actual = hex(context.sha256(secret.getBytes(StandardCharsets.UTF_8)));
        int different = actual.length() ^ digest.length();
        for (int i = 0; i < actual.length() && i < digest.length(); i++) {
            different |= actual.charAt(i) ^ digest.charAt(i);
        }
        return different == 0;
    }

    private static String hex(byte[] bytes) {
        StringBuilder digits = new StringBuilder();
        for (byte each : bytes) {
            digits.append("0123456789abcdef".charAt((each >>> 4) & 0xf)).append("0123456789abcdef".charAt(each & 0xf));
        }
        return digits.toString();
    }
}
