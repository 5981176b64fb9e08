package io.quorate.cli;

import io.quorate.kernel.BundleDigest;
import io.quorate.kernel.BundleKey;
import io.quorate.recipe.system.SystemCommand.BundleSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * A key that signs bundles, in two files: the private key in one that its owner alone can read, the public key beside it. The
 * private key is in no message and no log.
 */
final class SigningKey {
    static final String PUBLIC_SUFFIX = ".pub";

    /** Is signed to see whether two files belong together. */
    private static final BundleDigest PROBE = BundleDigest.of(new byte[0]);

    private final PrivateKey privateKey;
    private final BundleKey publicKey;

    private SigningKey(PrivateKey privateKey, BundleKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /**
     * Makes a new key and writes both files.
     *
     * @throws Failure when one of them is there already; nothing is changed then
     */
    static BundleKey generate(Path file) {
        Path beside = besides(file);
        for (Path each : new Path[] {file, beside}) {
            if (Files.exists(each)) {
                throw exists(each);
            }
        }
        try {
            KeyPair pair = KeyPairGenerator.getInstance(BundleKey.ALGORITHM, BundleKey.PROVIDER)
                    .generateKeyPair();
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            write(file, Pem.write(Pem.PRIVATE, pair.getPrivate().getEncoded()), StandardOpenOption.WRITE);
            write(beside, Pem.write(Pem.PUBLIC, pair.getPublic().getEncoded()), StandardOpenOption.CREATE_NEW);
            return BundleKey.of(pair.getPublic());
        } catch (FileAlreadyExistsException race) {
            throw exists(Path.of(race.getFile()));
        } catch (IOException failure) {
            throw new Failure(ExitCode.FAILURE, "cannot write " + file + ": " + failure, failure);
        } catch (GeneralSecurityException absent) {
            throw absent(absent);
        }
    }

    private static void write(Path file, String text, StandardOpenOption how) throws IOException {
        Files.writeString(file, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE, how);
    }

    private static Path besides(Path file) {
        return file.resolveSibling(file.getFileName() + PUBLIC_SUFFIX);
    }

    private static Failure exists(Path file) {
        return new Failure(ExitCode.CONFLICT, file + " is there already; keys are never overwritten");
    }

    /** @throws Failure when a file is missing or wrong, or the two do not belong together */
    static SigningKey read(Path file) {
        byte[] pkcs8 = Pem.read(Pem.PRIVATE, file);
        SigningKey key;
        try {
            key = new SigningKey(
                    KeyFactory.getInstance(BundleKey.ALGORITHM, BundleKey.PROVIDER)
                            .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
                    readPublic(besides(file)));
        } catch (InvalidKeySpecException wrong) {
            throw new Failure(ExitCode.USAGE, file + " has no private key of " + BundleKey.ALGORITHM);
        } catch (GeneralSecurityException absent) {
            throw absent(absent);
        }
        if (!key.publicKey.hasSigned(PROBE, key.signed(PROBE))) {
            throw new Failure(ExitCode.USAGE, besides(file) + " is not the public key of " + file);
        }
        return key;
    }

    /** @throws Failure when the file is missing or wrong */
    static BundleKey readPublic(Path file) {
        byte[] x509 = Pem.read(Pem.PUBLIC, file);
        try {
            return BundleKey.of(KeyFactory.getInstance(BundleKey.ALGORITHM, BundleKey.PROVIDER)
                    .generatePublic(new X509EncodedKeySpec(x509)));
        } catch (InvalidKeySpecException | IllegalArgumentException wrong) {
            throw new Failure(ExitCode.USAGE, file + " has no public key of " + BundleKey.ALGORITHM, wrong);
        } catch (GeneralSecurityException absent) {
            throw absent(absent);
        }
    }

    SignatureFile sign(BundleFile bundle) {
        return new SignatureFile(
                SignatureFile.of(bundle.path()), new BundleSignature(publicKey.bytes(), signed(bundle.digest())));
    }

    private byte[] signed(BundleDigest bundle) {
        try {
            Signature signature = Signature.getInstance(BundleKey.ALGORITHM, BundleKey.PROVIDER);
            signature.initSign(privateKey);
            signature.update(BundleKey.message(bundle));
            return signature.sign();
        } catch (GeneralSecurityException absent) {
            throw absent(absent);
        }
    }

    private static Failure absent(GeneralSecurityException cause) {
        return new Failure(
                ExitCode.FAILURE, "this Java cannot sign with " + BundleKey.ALGORITHM + "; use a whole JDK 17", cause);
    }
}
