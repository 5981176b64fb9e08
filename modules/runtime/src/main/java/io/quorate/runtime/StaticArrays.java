package io.quorate.runtime;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;

/**
 * Follows the arrays that the compiler keeps in static fields, for the constants of an enum and for switches over them. Code
 * that was not written by a compiler could keep state in them.
 */
final class StaticArrays extends BasicInterpreter {
    private static final Set<Integer> LOOKS = Set.of(
            Opcodes.ARRAYLENGTH, Opcodes.IFNULL, Opcodes.IFNONNULL, Opcodes.INSTANCEOF, Opcodes.IALOAD, Opcodes.AALOAD);

    private final String initialized;

    private StaticArrays(String initialized) {
        super(Opcodes.ASM9);
        this.initialized = initialized;
    }

    /** Whether the method does anything with such an array but look at it or copy it. */
    static boolean areChanged(String owner, MethodNode method) {
        StaticArrays arrays = new StaticArrays(method.name.equals("<clinit>") ? owner : "");
        boolean any = false;
        for (AbstractInsnNode instruction : method.instructions) {
            any |= arrays.isRead(instruction);
        }
        if (!any) {
            return false;
        }
        try {
            new Analyzer<>(arrays).analyze(owner, method);
            return false;
        } catch (AnalyzerException e) {
            return true;
        }
    }

    /** A class fills its own arrays when it is initialized. */
    private boolean isRead(AbstractInsnNode instruction) {
        return instruction instanceof FieldInsnNode field
                && field.getOpcode() == Opcodes.GETSTATIC
                && field.desc.startsWith("[")
                && !field.owner.equals(initialized);
    }

    /** An array of a static field. */
    private static final class Shared extends BasicValue {
        Shared(Type type) {
            super(type);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Shared && super.equals(other);
        }

        @Override
        public int hashCode() {
            return super.hashCode();
        }
    }

    @Override
    public @Nullable BasicValue newOperation(AbstractInsnNode instruction) throws AnalyzerException {
        return isRead(instruction)
                ? new Shared(Type.getType(((FieldInsnNode) instruction).desc))
                : super.newOperation(instruction);
    }

    @Override
    public @Nullable BasicValue unaryOperation(AbstractInsnNode instruction, BasicValue value)
            throws AnalyzerException {
        requireLook(instruction, value);
        return super.unaryOperation(instruction, value);
    }

    @Override
    public @Nullable BasicValue binaryOperation(AbstractInsnNode instruction, BasicValue first, BasicValue second)
            throws AnalyzerException {
        requireLook(instruction, first);
        requireLook(instruction, second);
        return super.binaryOperation(instruction, first, second);
    }

    @Override
    public @Nullable BasicValue ternaryOperation(
            AbstractInsnNode instruction, BasicValue first, BasicValue second, BasicValue third)
            throws AnalyzerException {
        requireLook(instruction, first);
        requireLook(instruction, third);
        return super.ternaryOperation(instruction, first, second, third);
    }

    @Override
    public @Nullable BasicValue naryOperation(AbstractInsnNode instruction, List<? extends BasicValue> values)
            throws AnalyzerException {
        boolean copies =
                instruction instanceof MethodInsnNode call && call.name.equals("clone") && call.owner.startsWith("[");
        for (BasicValue value : values) {
            if (!copies) {
                requireLook(instruction, value);
            }
        }
        return super.naryOperation(instruction, values);
    }

    /** What may be such an array counts as one. */
    @Override
    public BasicValue merge(BasicValue first, BasicValue second) {
        if (first instanceof Shared) {
            return first;
        }
        return second instanceof Shared ? second : super.merge(first, second);
    }

    private static void requireLook(AbstractInsnNode instruction, BasicValue value) throws AnalyzerException {
        if (value instanceof Shared && !LOOKS.contains(instruction.getOpcode())) {
            throw new AnalyzerException(instruction, "changes a static array or hands it on");
        }
    }
}
