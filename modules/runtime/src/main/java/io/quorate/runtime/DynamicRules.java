package io.quorate.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What the compiler leaves to be linked at run time: lambdas, concatenations, and the methods of records. */
final class DynamicRules {
    private static final Set<String> BOOTSTRAPS = Set.of(
            "java/lang/invoke/LambdaMetafactory.metafactory",
            "java/lang/invoke/LambdaMetafactory.altMetafactory",
            "java/lang/invoke/StringConcatFactory.makeConcat",
            "java/lang/invoke/StringConcatFactory.makeConcatWithConstants",
            "java/lang/runtime/ObjectMethods.bootstrap");

    private static final String LINKED = "constant of a method or computed at run time: reflection";

    private final MemberRules members;
    private final Immutability immutability;
    private final BundleClasses classes;
    private final Consumer<String> violation;

    DynamicRules(MemberRules members, Immutability immutability, BundleClasses classes, Consumer<String> violation) {
        this.members = members;
        this.immutability = immutability;
        this.classes = classes;
        this.violation = violation;
    }

    /** A constant that an instruction loads. */
    void verifyConstant(Object value) {
        if (value instanceof Type named && named.getSort() != Type.METHOD) {
            members.refusal(named).ifPresent(violation);
        } else if (value instanceof Type || value instanceof Handle || value instanceof ConstantDynamic) {
            violation.accept(LINKED);
        }
    }

    void verify(ClassNode type, MethodNode method, InvokeDynamicInsnNode dynamic) {
        String bootstrap = dynamic.bsm.getOwner() + "." + dynamic.bsm.getName();
        if (!BOOTSTRAPS.contains(bootstrap)) {
            violation.accept(Location.shortened(bootstrap.replace('/', '.')) + ": reflection");
            return;
        }
        for (Object argument : dynamic.bsmArgs) {
            if (argument instanceof Handle handle) {
                verifyReference(handle);
            } else if (argument instanceof Type named) {
                verifyNamed(named);
            } else if (argument instanceof ConstantDynamic) {
                violation.accept(LINKED);
            }
        }
        if (Price.isConcatenation(dynamic)) {
            verifyParts(Type.getArgumentTypes(dynamic.desc));
        } else if (Price.isOfRecord(dynamic)) {
            verifyPlace(type, method, dynamic);
        } else {
            verifyLambda(dynamic);
        }
    }

    private void verifyNamed(Type named) {
        if (named.getSort() == Type.METHOD) {
            members.refusal(named.getReturnType()).ifPresent(violation);
            for (Type argument : named.getArgumentTypes()) {
                members.refusal(argument).ifPresent(violation);
            }
        } else {
            members.refusal(named).ifPresent(violation);
        }
    }

    private void verifyReference(Handle handle) {
        members.refusal(handle.getOwner(), handle.getName(), handle.getDesc()).ifPresent(violation);
        if (!Price.of(handle.getOwner(), handle.getName(), handle.getDesc()).isEmpty()) {
            violation.accept("method reference to " + handle.getOwner().replace('/', '.') + "." + handle.getName()
                    + ", which is charged by size; write it as a lambda");
        }
    }

    private void verifyParts(Type[] parts) {
        if (parts.length > RecipeLimits.MAX_TEXT_PARTS) {
            violation.accept(
                    "concatenation of more than " + RecipeLimits.MAX_TEXT_PARTS + " parts; use a StringBuilder");
        }
        for (Type part : parts) {
            verifyText(part);
        }
    }

    /** What becomes part of a text. */
    void verifyText(Type part) {
        if (!members.isText(part)) {
            boolean floating = part.getSort() == Type.FLOAT || part.getSort() == Type.DOUBLE;
            String owner = floating ? "java.lang.Double" : part.getClassName();
            violation.accept("text of " + part.getClassName() + ": " + JdkRules.INSTANCE.reason(owner, "toString"));
        }
    }

    /** Elsewhere it would be a way around the rules for hashCode and toString. */
    private void verifyPlace(ClassNode type, MethodNode method, InvokeDynamicInsnNode dynamic) {
        List<Integer> code = new ArrayList<>();
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction.getOpcode() >= 0) {
                code.add(instruction.getOpcode());
            }
        }
        boolean compares = dynamic.name.equals("equals");
        List<Integer> compiled = compares
                ? List.of(Opcodes.ALOAD, Opcodes.ALOAD, Opcodes.INVOKEDYNAMIC, Opcodes.IRETURN)
                : List.of(
                        Opcodes.ALOAD,
                        Opcodes.INVOKEDYNAMIC,
                        dynamic.name.equals("toString") ? Opcodes.ARETURN : Opcodes.IRETURN);
        boolean fits =
                type.superName.equals("java/lang/Record") && method.name.equals(dynamic.name) && code.equals(compiled);
        if (!fits) {
            violation.accept("java.lang.runtime.ObjectMethods outside of a record's own methods: reflection");
        }
    }

    private void verifyLambda(InvokeDynamicInsnNode dynamic) {
        Type made = Type.getReturnType(dynamic.desc);
        members.refusal(made).ifPresent(violation);
        boolean served = ServedTypes.isServed(made, classes);
        for (Object argument : dynamic.bsmArgs) {
            served |= argument instanceof Type marker && ServedTypes.isServed(marker, classes);
        }
        for (Type captured : Type.getArgumentTypes(dynamic.desc)) {
            if (served && !immutability.isImmutable(captured)) {
                violation.accept("handler that captures a " + captured.getClassName()
                        + ", which can change; keep state in a Cell or Table");
            }
        }
    }
}
