package io.quorate.runtime;

import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.tree.ClassNode;

/**
 * What recipe classes may extend and implement. The JDK and the server call methods of what is handed to them, and trust the
 * sizes that it tells; so no class of a bundle is a collection or a text, and exceptions say what they were given.
 */
final class Ancestors {
    private static final Set<String> OPEN = Set.of(
            "java/lang/Object",
            "java/lang/Record",
            "java/lang/Enum",
            "java/lang/Comparable",
            "java/lang/Runnable",
            "java/lang/Iterable",
            "java/lang/AutoCloseable",
            "java/util/Iterator",
            "java/util/Comparator");

    private static final Set<String> OF_EXCEPTIONS = Set.of(
            "getMessage",
            "getLocalizedMessage",
            "getCause",
            "initCause",
            "toString",
            "fillInStackTrace",
            "getStackTrace",
            "setStackTrace",
            "printStackTrace");

    private final BundleClasses classes;

    Ancestors(BundleClasses classes) {
        this.classes = classes;
    }

    /** What is wrong with standing directly below a type, if anything; one that may not be named is refused elsewhere. */
    Optional<String> refusal(String above) {
        boolean fits = !above.startsWith("java/")
                || OPEN.contains(above)
                || isThrowable(above)
                || above.startsWith("java/util/function/")
                || !JdkRules.INSTANCE.allows(above.replace('/', '.'));
        return fits
                ? Optional.empty()
                : Optional.of("is a " + above.replace('/', '.')
                        + ", whose size and loops are charged as the JDK's own; keep one in a local variable instead");
    }

    /** What is wrong with declaring a method of this name, if anything. */
    Optional<String> refusal(ClassNode type, String method) {
        boolean fits = !OF_EXCEPTIONS.contains(method)
                || classes.lineage(type.name).stream().noneMatch(Ancestors::isThrowable);
        return fits
                ? Optional.empty()
                : Optional.of("method of an exception that the server may call, uncounted; give it another name");
    }

    private static boolean isThrowable(String name) {
        return name.equals("java/lang/Throwable")
                || (name.startsWith("java/") && (name.endsWith("Exception") || name.endsWith("Error")));
    }
}
