package io.quorate.recipe.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {
    @Test
    void isThatOfTheJdkForMessagesOfEveryLength() throws NoSuchAlgorithmException {
        Random random = new Random(1);
        for (int length = 0; length <= 300; length++) {
            byte[] message = new byte[length];
            random.nextBytes(message);
            byte[] expected = MessageDigest.getInstance("SHA-256").digest(message);
            assertEquals(HexFormat.of().formatHex(expected), Sha256.hex(message));
        }
    }

    @Test
    void knowsASecretByItsDigestAlone() {
        String digest = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
        assertTrue(Secrets.fits("secret", digest));
        assertFalse(Secrets.fits("Secret", digest));
        assertFalse(Secrets.fits("secret", digest.substring(1)));
        assertFalse(Secrets.fits("secret", digest.replace('b', 'B')));
        assertFalse(Secrets.fits("", ""));
        assertFalse(Secrets.fits("secret", ""));
    }
}
