import Glibc
import Tensors
import Testing

@Suite struct InterruptTests {
    /// Code that is made as it runs may use the stack pointer for other ends when a signal comes.
    @Test func theHandlerHasAStackOfItsOwn() throws {
        var before = sigaction(), present = sigaction()
        var stack = stack_t()
        try #require(sigaction(SIGINT, nil, &before) == 0)
        Interrupt.install()
        try #require(sigaction(SIGINT, &before, &present) == 0)
        #expect(present.sa_flags & SA_ONSTACK != 0 && present.sa_flags & Int32(SA_RESTART) == 0)
        try #require(sigaltstack(nil, &stack) == 0)
        #expect(stack.ss_flags & Int32(SS_DISABLE) == 0 && stack.ss_size >= 16384)
    }
}
