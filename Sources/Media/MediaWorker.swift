package import CMedia
internal import Glibc
internal import Tensors

/// A running helper and the memory shared with it; one thread at a time talks to it.
package final class MediaWorker: @unchecked Sendable {
    package typealias Request = foley_media_request
    package typealias Reply = foley_media_reply

    /// Why a helper gives no answer.
    package enum Loss: Error, Equatable {
        /// It ended; by a signal where it is not 0.
        case ended(signal: Int32)
        case silent(seconds: Double)
        case noMemory
    }

    let trade: MediaPool.Trade
    private var helper = foley_media_helper()
    private var isRunning = false
    package private(set) var slotBytes = 0
    private var memory: UnsafeMutableRawPointer?
    private var mapped = 0

    /// Starts `program`; `bytes` is the address space that it may take. Throws `MediaFault`.
    init(_ trade: MediaPool.Trade, program: String, bytes: Int, name: String) throws {
        self.trade = trade
        guard access(program, X_OK) == 0 else { throw MediaFault(name: name, problem: .helperMissing(path: program)) }
        let error = foley_media_start(program, UInt64(bytes), Level.current.rawValue, &helper)
        guard error == 0 else {
            throw MediaFault(name: name, problem: .helperFails(message: String(cString: strerror(error))))
        }
        isRunning = true
    }

    deinit {
        stop()
        unmap()
    }

    package var process: Int32 { helper.process }

    /// Whether it waits for requests: an idle helper can have been ended from outside.
    var isAlive: Bool {
        guard isRunning else { return false }
        var reply = Reply()
        return foley_media_receive(&helper, &reply, 0) == 0
    }

    /// Ends the helper whatever it does.
    func stop() {
        guard isRunning else { return }
        isRunning = false
        foley_media_stop(&helper)
    }

    // MARK: Memory

    /// Memory that is kept from one request to the next.
    package static let usualSlot = 4 << 20

    /// Makes two slots of `bytes` or more each, page-aligned. Throws `Loss.noMemory`.
    package func makeSlots(of bytes: Int) throws {
        let bytes = max(Self.usualSlot, (bytes + 4095) & ~4095)
        if 2 * bytes > mapped {
            unmap()
            guard ftruncate(helper.memory, off_t(2 * bytes)) == 0,
                let start = mmap(nil, 2 * bytes, PROT_READ | PROT_WRITE, MAP_SHARED, helper.memory, 0),
                start != MAP_FAILED
            else { throw Loss.noMemory }
            memory = start
            mapped = 2 * bytes
        }
        slotBytes = bytes
    }

    /// Whether it holds on to more memory than most requests need.
    var isSwollen: Bool { mapped > 8 * Self.usualSlot }

    package func slot(_ number: Int) -> UnsafeMutableRawPointer {
        precondition(number == 0 || number == 1)
        return memory! + number * slotBytes
    }

    private func unmap() {
        if let memory { munmap(memory, mapped) }
        memory = nil
        mapped = 0
    }

    // MARK: Messages

    /// Sends a request, with the descriptor of its file. Throws `Loss`.
    package func send(_ request: inout Request, file: Int32 = -1) throws {
        request.slot_bytes = UInt64(slotBytes)
        guard foley_media_send(&helper, &request, file) == 0 else { throw end() }
    }

    package func send(_ wish: foley_media_wish, slot: Int = 0, count: Int = 0) throws {
        var request = Request()
        request.wish = Int32(wish.rawValue)
        request.slot = UInt32(slot)
        request.count = UInt64(count)
        try send(&request)
    }

    /// The next reply. Throws what `poll` throws, and `Loss` when the helper has ended or says nothing for
    /// `patience` seconds; time for which this process itself was stopped does not count.
    func receive(patience: Double, poll: () throws -> Void) throws -> Reply {
        var reply = Reply()
        var silence = 0.0
        while true {
            try poll()
            let begin = Self.now
            // Whoever waits is asked often whether to go on, but the machine is not kept busy with it.
            let left = min(max(patience - silence, 0.001), 0.05)
            switch foley_media_receive(&helper, &reply, Int32((left * 1000).rounded(.up))) {
            case 1: return reply
            case 0: silence += min(Self.now - begin, left)
            default: throw end()
            }
            if silence >= patience { throw Loss.silent(seconds: patience) }
        }
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// How a helper whose socket is closed came to its end.
    private func end() -> Loss {
        guard isRunning else { return .ended(signal: 0) }
        isRunning = false
        return .ended(signal: foley_media_ended(&helper))
    }
}

extension MediaWorker.Reply {
    /// What it says in words.
    package var text: String { withUnsafePointer(to: self) { String(cString: foley_media_message($0)) } }
}
