package io.quorate.runtime;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Which types and members one bundle's recipe code may use: its own, the SPI's and the listed ones of the JDK. */
final class MemberRules {
    private static final String TO_STRING = "toString";
    private static final String TO_STRING_DESCRIPTOR = "()Ljava/lang/String;";

    private static final String FOREIGN = "neither in the bundle nor in io.quorate.recipe";

    private final BundleClasses classes;

    MemberRules(BundleClasses classes) {
        this.classes = classes;
    }

    /** What is wrong with naming this type, if anything. */
    Optional<String> refusal(Type type) {
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        if (element.getSort() != Type.OBJECT
                || classes.find(element.getInternalName()) != null
                || JdkRules.INSTANCE.allows(element.getClassName())) {
            return Optional.empty();
        }
        return Optional.of(element.getClassName() + ": " + reason(element.getClassName()));
    }

    /** What is wrong with using this member, if anything; the owner is an internal name or an array's descriptor. */
    Optional<String> refusal(String owner, String name, String descriptor) {
        if (owner.startsWith("[")) {
            return name.equals("clone") ? Optional.empty() : refused("java.lang.Object", name);
        }
        ClassNode type = classes.find(owner);
        boolean fits = type == null
                ? JdkRules.INSTANCE.allows(dotted(owner), name, descriptor)
                : !isHashCode(name, descriptor) && declares(owner, name, descriptor);
        return fits ? Optional.empty() : refused(dotted(owner), name);
    }

    /** Whether text made of a value of this type depends on the value alone. */
    boolean isText(Type type) {
        return isText(type, new HashSet<>());
    }

    private boolean isText(Type type, Set<String> asked) {
        return switch (type.getSort()) {
            case Type.ARRAY, Type.FLOAT, Type.DOUBLE -> false;
            case Type.OBJECT -> declares(type.getInternalName(), TO_STRING, TO_STRING_DESCRIPTOR, asked);
            default -> true;
        };
    }

    private Optional<String> refused(String type, String member) {
        boolean inherited = classes.find(type.replace('.', '/')) != null;
        String owner = inherited ? "java.lang.Object" : type;
        String reason = isJdk(owner) ? JdkRules.INSTANCE.reason(owner, member) : FOREIGN;
        return Optional.of(type + "." + member + ": " + reason);
    }

    private static String reason(String type) {
        return isJdk(type) ? JdkRules.INSTANCE.reason(type) : FOREIGN;
    }

    private static boolean isJdk(String type) {
        return type.startsWith("java.");
    }

    private boolean declares(String owner, String name, String descriptor) {
        return declares(owner, name, descriptor, new HashSet<>());
    }

    /** Whether the type or one above it has such a member that may be used; {@code asked} holds records in question. */
    private boolean declares(String owner, String name, String descriptor, Set<String> asked) {
        List<String> lineage = name.equals("<init>") ? List.of(owner) : classes.lineage(owner);
        for (String above : lineage) {
            ClassNode type = classes.find(above);
            boolean fits = type == null
                    ? JdkRules.INSTANCE.allows(dotted(above), name, descriptor)
                    : has(type, name, descriptor, asked);
            if (fits) {
                return true;
            }
        }
        return false;
    }

    private boolean has(ClassNode type, String name, String descriptor, Set<String> asked) {
        for (MethodNode method : type.methods) {
            if (method.name.equals(name) && method.desc.equals(descriptor)) {
                return !(name.equals(TO_STRING) && descriptor.equals(TO_STRING_DESCRIPTOR))
                        || isOwnText(type, method, asked);
            }
        }
        return type.fields.stream().anyMatch(field -> field.name.equals(name) && field.desc.equals(descriptor));
    }

    /** A record's generated text is as good as its components'. */
    private boolean isOwnText(ClassNode type, MethodNode toString, Set<String> asked) {
        if ((toString.access & Opcodes.ACC_ABSTRACT) != 0) {
            return false;
        }
        Optional<InvokeDynamicInsnNode> generated = generated(toString);
        if (generated.isEmpty() || !asked.add(type.name)) {
            return true;
        }
        return Stream.of(generated.get().bsmArgs)
                .allMatch(part -> !(part instanceof Handle getter) || isText(Type.getType(getter.getDesc()), asked));
    }

    private static Optional<InvokeDynamicInsnNode> generated(MethodNode method) {
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction instanceof InvokeDynamicInsnNode dynamic && Price.isOfRecord(dynamic)) {
                return Optional.of(dynamic);
            }
        }
        return Optional.empty();
    }

    private static boolean isHashCode(String name, String descriptor) {
        return name.equals("hashCode") && descriptor.equals("()I");
    }

    private static String dotted(String internalName) {
        return internalName.replace('/', '.');
    }
}
