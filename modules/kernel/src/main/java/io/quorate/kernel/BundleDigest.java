package io.quorate.kernel;

import java.util.HexFormat;

/** SHA-256 of a bundle's bytes, the bundle's identity, as 64 lower-case hex digits. */
public record BundleDigest(String hex) implements Comparable<BundleDigest> {
    public BundleDigest {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a bundle digest has 64 hex digits, was '" + hex + "'");
        }
    }

    public static BundleDigest of(byte[] bundle) {
        return new BundleDigest(HexFormat.of().formatHex(Sha256.of(bundle)));
    }

    @Override
    public int compareTo(BundleDigest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
