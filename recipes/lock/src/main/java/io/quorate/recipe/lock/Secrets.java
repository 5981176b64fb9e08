package io.quorate.recipe.lock;

import java.nio.charset.StandardCharsets;

/** Secrets that are known by their SHA-256 alone. */
final class Secrets {
    private Secrets() {}

    /**
     * Whether the digest is that of the secret; takes as long whatever differs.
     *
     * @param digest hexadecimal digits; never fits when empty
     */
    static boolean fits(String secret, String digest) {
        String actual = Sha256.hex(secret.getBytes(StandardCharsets.UTF_8));
        int different = actual.length() ^ digest.length();
        for (int i = 0; i < actual.length() && i < digest.length(); i++) {
            different |= actual.charAt(i) ^ digest.charAt(i);
        }
        return different == 0;
    }
}
