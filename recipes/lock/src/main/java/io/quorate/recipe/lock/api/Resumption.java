package io.quorate.recipe.lock.api;

import io.quorate.recipe.FencingToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What another program needs to go on with a detached hold. Whoever knows the secret can take the hold, so keep it as one would a
 * password; servers know only its digest until it is used.
 *
 * @param name of the lock
 */
public record Resumption(String name, FencingToken token, String secret) {
    private static final int SECRET_BYTES = 16;

    static String newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    static String digest(String secret) {
        try {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Without the secret, which must not get into logs. */
    @Override
    public String toString() {
        return "Resumption[name=" + name + ", token=" + token + "]";
    }
}
