package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BundleKeyTest {
    private static final BigInteger ORDER =
            BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BundleDigest BUNDLE = BundleDigest.of(new byte[] {1, 2, 3});

    private final Signer signer = Signer.named('a');

    @Test
    void keepsItsFormat() {
        assertEquals(
                "quorate-bundle-signature-1\n039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81\n",
                new String(BundleKey.message(BUNDLE), StandardCharsets.US_ASCII));
        assertEquals(
                "af06a3e3291714e4f356c19c9b15cd1951ec6e6662aa77be07547f289383341d",
                signer.key().hex());
        assertEquals("a3c761e56d55f45e", signer.key().id());
        assertEquals(
                "41873a5875f6b95944ba5cceff0ee171cb41ed1f759a57646e743954daa58d82"
                        + "063771392717eaa03d5e116849367caba8bde91ab18e4bd09aa2beef35f4bb00",
                HexFormat.of().formatHex(signer.sign(BUNDLE).value()));
    }

    /** Of RFC 8032, section 7.1. */
    @Test
    void makesTheKeyOfTheStandard() {
        byte[] seed = HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        assertEquals(
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                Signer.of(seed).key().hex());
    }

    @Test
    void takesASignatureOfThisBundleByThisKeyAlone() {
        byte[] signature = signer.sign(BUNDLE).value();
        assertTrue(signer.key().hasSigned(BUNDLE, signature));
        assertFalse(signer.key().hasSigned(BundleDigest.of(new byte[] {1, 2, 4}), signature));
        assertFalse(Signer.named('b').key().hasSigned(BUNDLE, signature));
    }

    @Test
    void takesNoSignatureOfWhichOneBitDiffersAndNoneOfAnotherLength() {
        byte[] signature = signer.sign(BUNDLE).value();
        for (int bit = 0; bit < 8 * signature.length; bit++) {
            byte[] flipped = signature.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(signer.key().hasSigned(BUNDLE, flipped), "bit " + bit);
        }
        assertFalse(signer.key().hasSigned(BUNDLE, new byte[0]));
        assertFalse(signer.key().hasSigned(BUNDLE, java.util.Arrays.copyOf(signature, 65)));
    }

    /** The bytes alone, without what says that a bundle is meant, might be something else that the owner has signed. */
    @Test
    void takesNoSignatureOfTheDigestAlone() {
        assertFalse(signer.key().hasSigned(BUNDLE, signer.signed(HexFormat.of().parseHex(BUNDLE.hex()))));
        assertFalse(signer.key().hasSigned(BUNDLE, signer.signed(BUNDLE.hex().getBytes(StandardCharsets.US_ASCII))));
    }

    /** Another number that means the same: who sees a signature could make a second one of it. */
    @Test
    void takesOneEncodingOfASignatureOnly() {
        byte[] signature = signer.sign(BUNDLE).value();
        byte[] number = reversed(java.util.Arrays.copyOfRange(signature, 32, 64));
        byte[] other = reversed(padded(new BigInteger(1, number).add(ORDER)));
        System.arraycopy(other, 0, signature, 32, 32);
        assertFalse(signer.key().hasSigned(BUNDLE, signature));
    }

    @Test
    void knowsBytesThatAreNoKey() {
        assertTrue(signer.key().isUsable());
        assertFalse(new BundleKey("02" + "00".repeat(31)).isUsable(), "not on the curve");
        assertFalse(new BundleKey("ee" + "ff".repeat(30) + "7f").isUsable(), "the second encoding of 1");
        assertFalse(new BundleKey("ff".repeat(32)).isUsable());
        assertThrows(IllegalArgumentException.class, () -> BundleKey.of(new byte[31]));
        assertThrows(IllegalArgumentException.class, () -> new BundleKey("AA".repeat(32)));
    }

    private static byte[] padded(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[32];
        System.arraycopy(bytes, 0, padded, 32 - bytes.length, bytes.length);
        return padded;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
