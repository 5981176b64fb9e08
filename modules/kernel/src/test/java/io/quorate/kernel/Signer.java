package io.quorate.kernel;

import io.quorate.recipe.system.SystemCommand.BundleSignature;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;

/** Somebody with a private key, the same in every run. */
final class Signer {
    private final KeyPair pair;

    private Signer(KeyPair pair) {
        this.pair = pair;
    }

    /** @param seed 32 bytes, which are the private key */
    static Signer of(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(BundleKey.ALGORITHM, BundleKey.PROVIDER);
            generator.initialize(255, new Fixed(seed));
            return new Signer(generator.generateKeyPair());
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    static Signer named(char name) {
        return of(Character.toString(name).repeat(32).getBytes(StandardCharsets.US_ASCII));
    }

    BundleKey key() {
        return BundleKey.of(pair.getPublic());
    }

    BundleSignature sign(BundleDigest bundle) {
        return new BundleSignature(key().bytes(), signed(BundleKey.message(bundle)));
    }

    byte[] signed(byte[] message) {
        try {
            Signature signature = Signature.getInstance(BundleKey.ALGORITHM, BundleKey.PROVIDER);
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte[] seed;

        private Fixed(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
