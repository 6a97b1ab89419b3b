//! How do numbers, lists, matrices and tuples of them become arrays that can be compared?

use ndarray::{Array, ArrayD, Dimension, IxDyn, arr0};

/// What a function takes or returns: one array or several, in order.
pub trait Values {
    /// The arrays, all as `f64`: `true` is 1, a missing value is NaN.
    fn values(&self) -> Vec<ArrayD<f64>>;
}

macro_rules! scalar {
    ($($number:ty),*) => {$(
        impl Values for $number {
            fn values(&self) -> Vec<ArrayD<f64>> {
                vec![arr0(*self as f64).into_dyn()]
            }
        }
    )*};
}
scalar!(f64, f32, usize, u64, u32, u16, u8, i64, i32);

impl Values for bool {
    fn values(&self) -> Vec<ArrayD<f64>> {
        f64::from(u8::from(*self)).values()
    }
}

impl<A: Copy + Values, D: Dimension> Values for Array<A, D> {
    fn values(&self) -> Vec<ArrayD<f64>> {
        vec![self.mapv(|entry| number(&entry)).into_dyn()]
    }
}

/// Numbers become one vector; anything larger one array after another.
impl<A: Values> Values for Vec<A> {
    fn values(&self) -> Vec<ArrayD<f64>> {
        let all: Vec<ArrayD<f64>> = self.iter().flat_map(Values::values).collect();
        if !all.iter().all(|value| value.ndim() == 0) {
            return all;
        }
        let numbers: Vec<f64> = all.iter().flatten().copied().collect();
        vec![ArrayD::from_shape_fn(IxDyn(&[numbers.len()]), |i| numbers[i[0]])]
    }
}

impl<A: Values, const N: usize> Values for [A; N]
where
    A: Clone,
{
    fn values(&self) -> Vec<ArrayD<f64>> {
        self.to_vec().values()
    }
}

impl<A: Values> Values for Option<A> {
    fn values(&self) -> Vec<ArrayD<f64>> {
        self.as_ref().map_or_else(|| f64::NAN.values(), Values::values)
    }
}

/// Borrowed values, without a copy.
impl<A: Values> Values for &A {
    fn values(&self) -> Vec<ArrayD<f64>> {
        (*self).values()
    }
}

macro_rules! several {
    ($($name:ident)*) => {
        impl<$($name: Values),*> Values for ($($name,)*) {
            #[allow(non_snake_case)] // the type's name is the part's name
            fn values(&self) -> Vec<ArrayD<f64>> {
                let ($($name,)*) = self;
                let mut all = Vec::new();
                $(all.extend($name.values());)*
                all
            }
        }
    };
}
several!(A B);
several!(A B C);
several!(A B C D);
several!(A B C D E);
several!(A B C D E F);
several!(A B C D E F G);

fn number<A: Values>(value: &A) -> f64 {
    value.values().first().and_then(|one| one.first().copied()).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn several_values_keep_their_order_and_numbers_become_a_vector() {
        let values = (vec![1_usize, 2], true, array![[1.0, 2.0]]).values();
        assert_eq!(
            values,
            [array![1.0, 2.0].into_dyn(), arr0(1.0).into_dyn(), array![[1.0, 2.0]].into_dyn()]
        );
        assert_eq!(vec![array![1.0], array![2.0]].values().len(), 2);
        assert!(None::<f64>.values()[0].iter().all(|x| x.is_nan()));
    }
}
