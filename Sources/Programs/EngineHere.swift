public import Session
import Sound
import Tensors

extension Engine {
    /// What computes in this process.
    public static var here: Engine {
        Engine(versions: ["FFTW": FFT.version, "kernels": Kernels.version, "soxr": ResamplingLibrary.version])
    }
}
