package io.quorate.runtime;

/**
 * Looks at a bundle's bytes the way every server does before it runs them: no code of the bundle is loaded. Only classes
 * that can be reached from the recipe class are held to the rules of recipe code; a client facade beside it is ordinary
 * Java, and is never loaded by a server.
 */
public final class BundleVerifier {
    /** Most classes of a bundle. */
    public static final int MAX_CLASSES = BundleArchive.MAX_CLASSES;

    private BundleVerifier() {}

    /** The verdict follows from the bytes and the version of this program alone. Any bytes may be given. */
    public static BundleReport verify(byte[] jar) {
        VerifiedBundle bundle = VerifiedBundle.of(jar);
        return new BundleReport(bundle.header(), bundle.violations());
    }
}
