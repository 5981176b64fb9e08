package io.quorate.cli;

import io.quorate.recipe.system.SystemQuery.BundleInfo;
import io.quorate.runtime.BundleCopy;
import io.quorate.runtime.RecipeHeader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bundle that was built again under the version it had. A version names one digest in a cluster, so a copy is deployed whose
 * version has a qualifier: {@code dev}, a number that grows, and the beginning of the digest of what was built.
 */
record RebuiltBundle(String version, byte[] bytes) {
    private static final Pattern QUALIFIER = Pattern.compile("dev-(\\d{4,9})-[0-9a-f]{8}");
    private static final int DIGEST_CHARACTERS = 8;

    /** Whether a cluster that knows these bundles would take other bytes of this version for the same. */
    static boolean isNeeded(BundleFile bundle, List<BundleInfo> known) {
        RecipeHeader header = header(bundle);
        return known.stream()
                .anyMatch(each -> each.recipe().equals(header.name())
                        && each.version().equals(header.version())
                        && !each.digest().equals(bundle.digest().hex())
                        && !each.state().equals("FAILED"));
    }

    /** Whether a version is a copy of this bundle. */
    static boolean isCopy(BundleFile bundle, String version) {
        return version.startsWith(prefix(header(bundle).version())) && version.endsWith("-" + shortDigest(bundle));
    }

    static RebuiltBundle of(BundleFile bundle, List<BundleInfo> known) {
        RecipeHeader header = header(bundle);
        String prefix = prefix(header.version());
        int number = known.stream()
                .filter(each -> each.recipe().equals(header.name()))
                .filter(each -> each.version().startsWith(prefix))
                .map(each -> QUALIFIER.matcher(each.version().substring(prefix.length())))
                .filter(Matcher::matches)
                .mapToInt(qualifier -> Integer.parseInt(qualifier.group(1)))
                .max()
                .orElse(0);
        String version = String.format("%sdev-%04d-%s", prefix, number + 1, shortDigest(bundle));
        return new RebuiltBundle(version, BundleCopy.withVersion(bundle.bytes(), version));
    }

    private static RecipeHeader header(BundleFile bundle) {
        return bundle.report().header().orElseThrow();
    }

    /** A fourth part is the qualifier, which may hold a hyphen. */
    private static String prefix(String version) {
        return version + (version.split("\\.", -1).length > 3 ? "-" : ".");
    }

    private static String shortDigest(BundleFile bundle) {
        return bundle.digest().hex().substring(0, DIGEST_CHARACTERS);
    }
}
