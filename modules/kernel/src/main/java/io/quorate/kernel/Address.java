package io.quorate.kernel;

/**
 * What a call is meant for.
 *
 * @param recipe its name, or {@code system} for the kernel's own calls
 * @param instance empty only for the kernel's own calls
 */
public record Address(String namespace, String recipe, String instance) implements Comparable<Address> {
    private static final java.util.Comparator<Address> ORDER = java.util.Comparator.comparing(Address::namespace)
            .thenComparing(Address::recipe)
            .thenComparing(Address::instance);

    @Override
    public int compareTo(Address other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + "/" + recipe + "/" + instance;
    }
}
