package io.quorate.recipe.system;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What all parts of a backup come to, in their order: SHA-256 of what the parts before came to and the SHA-256 of this one, beginning
 * with 32 zero bytes.
 *
 * @param value 32 bytes
 */
public record RestoreDigest(byte[] value) {
    private static final int BYTES = 32;

    /** Of no part. */
    public static RestoreDigest none() {
        return new RestoreDigest(new byte[BYTES]);
    }

    /** Of one more part. */
    public RestoreDigest with(byte[] part) {
        MessageDigest sha256 = sha256();
        byte[] own = sha256.digest(part);
        sha256.update(value);
        return new RestoreDigest(sha256.digest(own));
    }

    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
