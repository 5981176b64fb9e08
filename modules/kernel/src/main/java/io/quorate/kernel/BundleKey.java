package io.quorate.kernel;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A public key whose owner vouches for bundles: Ed25519 (RFC 8032), 32 bytes, as 64 lower-case hex digits.
 *
 * <p>Apply asks it, so every node must come to the same answer: always by the provider that is part of the JDK, whatever others
 * are installed, and with one encoding for each key.
 */
public record BundleKey(String hex) {
    public static final int BYTES = 32;
    public static final int SIGNATURE_BYTES = 64;

    /** Of the JDK itself; the first provider in line may be another one on each node. */
    public static final String PROVIDER = "SunEC";

    public static final String ALGORITHM = "Ed25519";

    /** Begins what is signed, so that no signature of anything else is taken for one of a bundle. */
    private static final String DOMAIN = "quorate-bundle-signature-1";

    /** What X.509 has before the 32 bytes of such a key. */
    private static final byte[] X509_HEADER = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ID_DIGITS = 16;
    private static final BigInteger FIELD = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

    public BundleKey {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a public key has 32 bytes, as 64 hex digits, was '" + hex + "'");
        }
    }

    /**
     * The key of these bytes; {@link #isUsable} tells whether it is one.
     *
     * @throws IllegalArgumentException when these are not 32 bytes
     */
    public static BundleKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a public key has " + BYTES + " bytes, was " + bytes.length);
        }
        return new BundleKey(HexFormat.of().formatHex(bytes));
    }

    /**
     * The key as other programs have it.
     *
     * @throws IllegalArgumentException when it is none of Ed25519
     */
    public static BundleKey of(PublicKey key) {
        byte[] x509 = key.getEncoded();
        if (x509.length != X509_HEADER.length + BYTES
                || !Arrays.equals(x509, 0, X509_HEADER.length, X509_HEADER, 0, X509_HEADER.length)) {
            throw new IllegalArgumentException(
                    "a key for bundles is one of " + ALGORITHM + ", was one of " + key.getAlgorithm());
        }
        return of(Arrays.copyOfRange(x509, X509_HEADER.length, x509.length));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** Short enough for people to compare. */
    public String id() {
        return HexFormat.of().formatHex(Sha256.of(bytes())).substring(0, ID_DIGITS);
    }

    /** What a signer of this bundle signs. */
    public static byte[] message(BundleDigest bundle) {
        return (DOMAIN + "\n" + bundle.hex() + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** There is such a point, and these bytes are its only encoding. */
    public boolean isUsable() {
        byte[] bigEndian = new byte[BYTES];
        byte[] littleEndian = bytes();
        for (int i = 0; i < BYTES; i++) {
            bigEndian[i] = littleEndian[BYTES - 1 - i];
        }
        bigEndian[0] &= 0x7f;
        if (new BigInteger(1, bigEndian).compareTo(FIELD) >= 0) {
            return false;
        }
        try {
            verifier();
            return true;
        } catch (InvalidKeyException | InvalidKeySpecException noPoint) {
            return false;
        }
    }

    /** Whether the owner of this key has signed the bundle. */
    public boolean hasSigned(BundleDigest bundle, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature verifier = verifier();
            verifier.update(message(bundle));
            return verifier.verify(signature);
        } catch (InvalidKeyException | InvalidKeySpecException | SignatureException malformed) {
            return false;
        }
    }

    private Signature verifier() throws InvalidKeyException, InvalidKeySpecException {
        byte[] x509 = Arrays.copyOf(X509_HEADER, X509_HEADER.length + BYTES);
        System.arraycopy(bytes(), 0, x509, X509_HEADER.length, BYTES);
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM, PROVIDER).generatePublic(new X509EncodedKeySpec(x509));
            Signature verifier = Signature.getInstance(ALGORITHM, PROVIDER);
            verifier.initVerify(key);
            return verifier;
        } catch (InvalidKeyException | InvalidKeySpecException unusable) {
            throw unusable;
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(
                    "this Java has no " + ALGORITHM + " of " + PROVIDER + "; run a whole JDK 17 or newer", absent);
        }
    }

    @Override
    public String toString() {
        return id();
    }
}
