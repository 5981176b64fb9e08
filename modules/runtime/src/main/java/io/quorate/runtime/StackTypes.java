package io.quorate.runtime;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/** The static types of a method's operands, worked out when first asked for. */
final class StackTypes {
    private static final Type UNKNOWN = Type.getType(Object.class);

    private final String owner;
    private final MethodNode method;
    private Frame<BasicValue> @Nullable [] frames;

    StackTypes(String owner, MethodNode method) {
        this.owner = owner;
        this.method = method;
    }

    /** Type of what lies on top of the stack before an instruction; Object where ways with different types meet. */
    Type top(AbstractInsnNode instruction) {
        return below(instruction, 0);
    }

    /** The same for what lies so many operands below the top. */
    Type below(AbstractInsnNode instruction, int depth) {
        if (method.maxLocals + method.maxStack > RecipeLimits.MAX_FRAME_SLOTS) {
            return UNKNOWN; // refused already; the analysis would need a frame of this size for each instruction
        }
        if (frames == null) {
            try {
                frames = new Analyzer<>(new ExactTypes()).analyze(owner, method);
            } catch (AnalyzerException e) {
                throw new Refusal(
                        owner.replace('/', '.') + "." + method.name + ": not readable code: " + Refusal.because(e));
            }
        }
        Frame<BasicValue> before = frames[method.instructions.indexOf(instruction)];
        Type type = before == null
                ? null
                : before.getStack(before.getStackSize() - 1 - depth).getType();
        return type == null ? UNKNOWN : type;
    }

    /** Keeps the class of references, which the interpreter above takes all for Object. */
    private static final class ExactTypes extends BasicInterpreter {
        ExactTypes() {
            super(Opcodes.ASM9);
        }

        @Override
        public @Nullable BasicValue newValue(@Nullable Type type) {
            return type != null && type.getSort() >= Type.ARRAY ? new BasicValue(type) : super.newValue(type);
        }

        @Override
        public @Nullable BasicValue binaryOperation(AbstractInsnNode instruction, BasicValue first, BasicValue second)
                throws AnalyzerException {
            Type array = first.getType();
            return instruction.getOpcode() == Opcodes.AALOAD && array != null && array.getSort() == Type.ARRAY
                    ? newValue(Type.getType(array.getDescriptor().substring(1)))
                    : super.binaryOperation(instruction, first, second);
        }
    }
}
