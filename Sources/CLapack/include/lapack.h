#pragma once

// OpenBLAS's LAPACK, loaded when it is first needed: linked, it would cost every start of the program milliseconds. It
// runs on the calling thread, at the level of instructions that the process is held to: the same bits at avx2 and above.
// Matrices are symmetric, `size` rows of `size` numbers; functions return LAPACK's info, 0 where all went well.

/// NULL once the library is there, else why it is not.
const char *foley_lapack_open(void);

/// The lower triangle L with L L^T = matrix takes the place of one half of it. Not 0 where the matrix is not positive
/// definite.
int foley_lapack_root(int size, double *matrix);

/// matrix = L^-1 matrix L^-T, with L as foley_lapack_root leaves it; one half of the matrix counts, and is written.
int foley_lapack_reduce(int size, double *matrix, const double *root);

/// Eigenvalues, smallest first; row i of matrix becomes the eigenvector of the i-th, of length 1. The half that counts is
/// the one that the others write.
int foley_lapack_eigen(int size, double *matrix, double *values);

/// x with L^T x = x, for `count` rows of `size` numbers.
int foley_lapack_solve_turned(int size, int count, const double *root, double *rows);
