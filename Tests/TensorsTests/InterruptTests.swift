import Glibc
import Tensors
import Testing

@Suite struct InterruptTests {
    @Test func aReadIsBrokenOff() throws {
        var before = sigaction(), present = sigaction()
        try #require(sigaction(SIGINT, nil, &before) == 0)
        Interrupt.install()
        try #require(sigaction(SIGINT, &before, &present) == 0)
        #expect(present.sa_flags & Int32(SA_RESTART) == 0)
    }
}
