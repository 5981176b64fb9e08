package io.quorate.runtime;

import java.util.EnumSet;
import java.util.Set;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/**
 * What a call into the JDK is charged by, because the JDK's own loops are not woven. The prices are part of every replica's
 * result: a change of this table is a change of {@link FelixRecipeHost#GAS_VERSION}.
 */
enum Price {
    /** By the last argument, an int, before the call: a capacity or length. */
    COUNT,
    /** By the size of each text, array or collection among the arguments, before the call. */
    ARGUMENTS,
    /** By the size of the receiver, before the call. */
    RECEIVER,
    /** By all that equality may look at in the receiver, or in the first argument of a static method, before the call. */
    COMPARED,
    /** By the first argument, as what a sorted collection compares or goes through, before the call. */
    KEY,
    /** By the size of the receiver, times the first argument, before the call. */
    SEARCHED,
    /** By the depth of the calls, which a stack trace has as many lines of, before the call. */
    TRACE,
    /** By the size of the text or array that came back. */
    RESULT;

    private static final Set<String> COUNTS = Set.of(
            "java/util/ArrayList.<init>(I)V",
            "java/util/ArrayDeque.<init>(I)V",
            "java/lang/StringBuilder.<init>(I)V",
            "java/lang/StringBuilder.setLength(I)V",
            "java/util/Arrays.copyOf([BI)[B",
            "java/util/Arrays.copyOf([II)[I",
            "java/util/Arrays.copyOf([JI)[J",
            "java/util/Arrays.copyOfRange([BII)[B",
            "java/util/Arrays.copyOfRange([III)[I",
            "java/util/Arrays.copyOfRange([JII)[J");

    private static final Set<String> SIZED = Set.of(
            "java/lang/String",
            "java/lang/CharSequence",
            "java/lang/StringBuilder",
            "java/util/Collection",
            "java/util/List",
            "java/util/Set",
            "java/util/SortedSet",
            "java/util/Map",
            "java/util/SortedMap");

    /** Where an element is found by looking at one after the other; a collection of unknown kind may be one of them. */
    private static final Set<String> LISTS = Set.of(
            "java/util/Collection",
            "java/util/List",
            "java/util/ArrayList",
            "java/util/Queue",
            "java/util/Deque",
            "java/util/ArrayDeque");

    /** Where an element is found by comparing it with some; a collection of unknown kind may be one of them. */
    private static final Set<String> SORTED = Set.of(
            "java/util/Collection",
            "java/util/Set",
            "java/util/SortedSet",
            "java/util/NavigableSet",
            "java/util/TreeSet",
            "java/util/Map",
            "java/util/SortedMap",
            "java/util/NavigableMap",
            "java/util/TreeMap");

    private static final Set<String> SEARCHES = Set.of("contains", "indexOf", "lastIndexOf", "remove");

    /** Loops of the JDK, and what it copies as a whole. */
    private static final Set<String> WALKS = Set.of("forEach", "removeIf", "replaceAll", "toArray");

    /** Members of String that do not go through it; all others may. */
    private static final Set<String> SHORT = Set.of("length", "isEmpty", "charAt", "substring", "toString", "<init>");

    /** Prices of a member of a class, in the order of class files; none for what the bundle or the SPI does. */
    static Set<Price> of(String owner, String name, String descriptor) {
        Set<Price> prices = EnumSet.noneOf(Price.class);
        if (owner.startsWith("[")) {
            prices.add(RECEIVER);
        }
        if (!owner.startsWith("java/") || !descriptor.startsWith("(")) {
            return prices;
        }
        Type[] arguments = Type.getArgumentTypes(descriptor);
        boolean takesObject = arguments.length > 0 && arguments[0].getSort() == Type.OBJECT;
        if (COUNTS.contains(owner + "." + name + descriptor)) {
            prices.add(COUNT);
        }
        if (isEquality(owner, name)) {
            prices.add(COMPARED);
        } else if (takesObject && isSearch(owner, name)) {
            prices.add(SEARCHED);
        } else if (isWalk(owner, name) || isRemovalAt(owner, name, arguments)) {
            prices.add(RECEIVER);
        }
        if (takesObject && SORTED.contains(owner) && !isFunction(arguments[0])) {
            prices.add(KEY);
        } else if (hasSized(arguments) && !name.equals("swap")) {
            prices.add(ARGUMENTS);
        }
        if (name.equals("<init>") && isThrowable(owner)) {
            prices.add(TRACE);
        }
        Type result = Type.getReturnType(descriptor);
        if (result.getSort() == Type.ARRAY || result.getClassName().equals("java.lang.String")) {
            prices.add(RESULT);
        }
        return prices;
    }

    private static boolean isEquality(String owner, String name) {
        return switch (name) {
            case "equals" -> !isNumber(owner);
            case "compareTo" -> owner.equals("java/lang/String") || owner.equals("java/lang/Comparable");
            case "compare" -> owner.equals("java/util/Comparator");
            default -> false;
        };
    }

    private static boolean isSearch(String owner, String name) {
        return SEARCHES.contains(name) && (LISTS.contains(owner) || owner.equals("java/lang/String"));
    }

    private static boolean isWalk(String owner, String name) {
        return owner.equals("java/lang/String")
                ? !SHORT.contains(name) && !name.equals("valueOf")
                : owner.startsWith("java/util/") && WALKS.contains(name);
    }

    private static boolean isRemovalAt(String owner, String name, Type[] arguments) {
        return LISTS.contains(owner) && name.equals("remove") && arguments.length == 1;
    }

    private static boolean isFunction(Type type) {
        return type.getInternalName().startsWith("java/util/function/");
    }

    private static boolean isNumber(String owner) {
        return switch (owner) {
            case "java/lang/Boolean",
                    "java/lang/Byte",
                    "java/lang/Character",
                    "java/lang/Double",
                    "java/lang/Float",
                    "java/lang/Integer",
                    "java/lang/Long",
                    "java/lang/Short" -> true;
            default -> false;
        };
    }

    private static boolean isThrowable(String owner) {
        return owner.endsWith("Exception") || owner.endsWith("Error") || owner.equals("java/lang/Throwable");
    }

    private static boolean hasSized(Type[] arguments) {
        for (Type argument : arguments) {
            if (isSized(argument)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an argument of this type is charged by its size, when it may be charged at all. */
    static boolean isSized(Type type) {
        return type.getSort() == Type.ARRAY
                || (type.getSort() == Type.OBJECT && SIZED.contains(type.getInternalName()));
    }

    static boolean isConcatenation(InvokeDynamicInsnNode dynamic) {
        return dynamic.bsm.getOwner().equals("java/lang/invoke/StringConcatFactory");
    }

    /** Whether this is what the compiler makes of a record's equals, hashCode or toString. */
    static boolean isOfRecord(InvokeDynamicInsnNode dynamic) {
        return dynamic.bsm.getOwner().equals("java/lang/runtime/ObjectMethods");
    }

    /** Whether this makes a text, of parts or of a record; its length is charged. */
    static boolean isText(InvokeDynamicInsnNode dynamic) {
        return dynamic.desc.endsWith(")Ljava/lang/String;");
    }
}
